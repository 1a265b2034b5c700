import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { fsync } from './fsync.js';

describe('fsync', () => {
  it('fails a node that does not flush', () => {
    const changes: ContextChanges = { surveys: { s1: { settings: { fsync: 'off' } } } };
    expect(found(fsync, changes)).toEqual(['fail s1']);
    const words = told(fsync, changes);
    expect(words).toMatch(
      /On s1: `ALTER SYSTEM SET fsync = 'on'`, then `SELECT pg_reload_conf\(\)`/,
    );
  });
});
