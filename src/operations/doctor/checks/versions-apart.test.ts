import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { versionsApart } from './versions-apart.js';

describe('versions-apart', () => {
  it('advises of minors, fails majors', () => {
    const changes: ContextChanges = { surveys: { s1: { versionNum: 180_003 } } };
    expect(found(versionsApart, changes)).toEqual(['advice cluster']);
    const words = told(versionsApart, changes);
    expect(words).toContain('s1 18.3');
  });

  it('fails different majors', () => {
    const changes: ContextChanges = { surveys: { s1: { versionNum: 170_009, major: 17 } } };
    expect(found(versionsApart, changes)).toEqual(['fail cluster']);
    const words = told(versionsApart, changes);
    expect(words).toContain('different majors');
  });
});
