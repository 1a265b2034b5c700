import { describe, expect, it } from 'vitest';
import { quotedValue, setNamesCommand } from './setting-words.js';

describe('a setting in a sentence', () => {
  it('stands between two backticks and has none in it', () => {
    expect(quotedValue('FIRST 1 (s1)')).toBe('`FIRST 1 (s1)`');
    expect(quotedValue('"a `b` c"')).toBe('`"a \u02CBb\u02CB c"`');
    expect(quotedValue('')).toBe('empty');
    expect(quotedValue('x'.repeat(201))).toBe('too long to show here');
  });

  it('is given as a command only if the command is the right one', () => {
    expect(setNamesCommand("s'1")).toBe("`ALTER SYSTEM SET synchronous_standby_names = 's''1'`");
    for (const value of ['a\nb', '"a `b`"', 'x'.repeat(201)]) {
      expect(setNamesCommand(value)).toBe('`synchronous_standby_names` as it was');
    }
  });
});
