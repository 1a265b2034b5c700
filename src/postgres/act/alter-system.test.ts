import { describe, expect, it } from 'vitest';
import { alterSystem } from './alter-system.js';

describe('alterSystem', () => {
  it.each([
    ['synchronous_standby_names', 'FIRST 1 (s1, "s 2")', `= 'FIRST 1 (s1, "s 2")'`],
    ['primary_conninfo', "password='it\\'s'", String.raw`= E'password=''it\\''s'''`],
    ['primary_slot_name', '', "= ''"],
  ])('writes the value of %s as one literal', (name, value, literal) => {
    expect(alterSystem(name, value)).toEqual({
      ok: true,
      text: `alter system set "${name}" ${literal}`,
    });
  });

  it('takes a setting back', () => {
    expect(alterSystem('primary_conninfo', null)).toMatchObject({
      text: 'alter system reset "primary_conninfo"',
    });
  });

  it('quotes the parts of an extension’s setting', () => {
    expect(alterSystem('pg_stat_statements.max', '1')).toMatchObject({
      text: `alter system set "pg_stat_statements"."max" = '1'`,
    });
  });

  it.each([
    ['x"; drop table y', 'a'],
    ['', 'a'],
    ['a.b.c', 'a'],
    ['search_path', 'a, b'],
    ['primary_conninfo', 'a\nb'],
    ['primary_conninfo', 'a\0b'],
  ])('makes no statement of %j and %j', (name, value) => {
    expect(alterSystem(name, value).ok).toBe(false);
  });
});
