import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { versionOld } from './version-old.js';

describe('version-old', () => {
  it('advises a little, warns of much', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { versionNum: 180_003 },
        s1: { versionNum: 180_000 },
        s2: { versionNum: 180_009 },
        s3: { versionNum: 190_000, major: 19 },
      },
    };
    expect(found(versionOld, changes)).toEqual(['advice pg1', 'warn s1']);
    const words = told(versionOld, changes);
    expect(words).toContain('1 minor version behind 18.4');
    expect(words).toContain('Update s1 to 18.4 or newer');
  });

  it('warns of a major that is mended no more', () => {
    const changes: ContextChanges = {
      surveys: { pg1: { versionNum: 110_022, major: 11 }, s1: { versionNum: 90_603, major: 9 } },
    };
    expect(found(versionOld, changes)).toEqual(['warn pg1', 'warn s1']);
    const words = told(versionOld, changes);
    expect(words).toContain('major 11 has had no mends since 2023-11-09');
    expect(words).toContain('major 9.6 has had');
    expect(words).toContain('Update s1 to 9.6.24');
  });
});
