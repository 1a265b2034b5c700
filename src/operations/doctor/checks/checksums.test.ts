import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { checksums } from './checksums.js';

describe('checksums', () => {
  it('advises to turn them on', () => {
    const changes: ContextChanges = { surveys: { pg1: { settings: { data_checksums: 'off' } } } };
    expect(found(checksums, changes)).toEqual(['advice pg1']);
    const words = told(checksums, changes);
    expect(words).toContain('pg_checksums --enable');
  });
});
