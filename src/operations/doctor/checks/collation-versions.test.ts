import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { collationVersions } from './collation-versions.js';

describe('collation-versions', () => {
  it('fails a standby that orders texts otherwise', () => {
    const changes: ContextChanges = {
      surveys: { s1: { collationVersion: '2.31' }, s2: { collationVersion: null } },
    };
    expect(found(collationVersions, changes)).toEqual(['fail s1']);
    expect(told(collationVersions, changes)).toContain(
      's1 orders texts by version 2.31 of its C library, pg1 by 2.36.',
    );
  });

  it('does not apply where the primary does not say', () => {
    expect(found(collationVersions, { surveys: { pg1: { collationVersion: null } } })).toEqual([]);
  });
});
