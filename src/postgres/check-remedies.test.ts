import { describe, expect, it } from 'vitest';
import { unreachableReasons } from '../replication/observation.js';
import { connectionRemedy, identifier, visibilityRemedy } from './check-remedies.js';

describe('identifier', () => {
  it.each([
    ['pgrepl', 'pgrepl'],
    ['Needs Quotes', '"Needs Quotes"'],
    ['a"b', '"a""b"'],
    ['drop; --', '"drop; --"'],
  ])('writes %s as %s', (name, written) => {
    expect(identifier(name)).toBe(written);
  });
});

describe('connectionRemedy', () => {
  const place = {
    host: 'db1',
    port: 5432,
    user: 'pgrepl',
    database: 'postgres',
    sslMode: 'require',
  } as const;

  it.each(unreachableReasons)('has something to do about %s', (reason) => {
    expect(connectionRemedy(reason, place)).toMatch(/^[A-Z`].{20,}[.;]$/);
  });
});

describe('visibilityRemedy', () => {
  it.each([
    [10, false, 'On the primary: GRANT pg_monitor TO pgrepl;'],
    [18, false, 'On the primary: GRANT pg_monitor TO pgrepl;'],
    [15, true, 'ALTER ROLE pgrepl INHERIT;'],
    [16, true, 'GRANT pg_monitor TO pgrepl WITH INHERIT TRUE;'],
  ])('gives the exact statement for %i (member: %s)', (major, isMember, statement) => {
    expect(visibilityRemedy('pgrepl', major, isMember)).toBe(statement);
  });

  it('says that 9.6 has no role for it', () => {
    expect(visibilityRemedy('pgrepl', 9, false)).toContain('SECURITY DEFINER');
    expect(visibilityRemedy('pgrepl', 9, false)).not.toContain('pg_monitor');
  });
});
