import { describe, expect, it } from 'vitest';

import { Random } from '../testing/random.js';
import { nameMatches, parseSynchronousStandbyNames, sameStandbyName } from './parse-names.js';

/** `FIRST 2 (a, b)` as [method, number, …names]. */
function read(text: string, major?: number): readonly (string | number)[] | string {
  const parsed = parseSynchronousStandbyNames(text, major);
  if (!parsed.ok) return parsed.message;
  const { config } = parsed;
  return config === null ? 'asynchronous' : [config.method, config.numSync, ...config.names];
}

describe('parseSynchronousStandbyNames', () => {
  it.each([
    ['', 'asynchronous'],
    ['s1', ['priority', 1, 's1']],
    ['s1,s2', ['priority', 1, 's1', 's2']],
    ['  s1 ,\ts2  ', ['priority', 1, 's1', 's2']],
    ['*', ['priority', 1, '*']],
    ['"*"', ['priority', 1, '*']],
    ['2 (s1, s2, s3)', ['priority', 2, 's1', 's2', 's3']],
    ['FIRST 2 (s1, s2)', ['priority', 2, 's1', 's2']],
    ['fIrSt 1(S1)', ['priority', 1, 'S1']],
    ['ANY 2 (s1, s2, s3)', ['quorum', 2, 's1', 's2', 's3']],
    ['any 1 (*)', ['quorum', 1, '*']],
    ['FIRST 3 (s1)', ['priority', 3, 's1']],
    ['1, 2', ['priority', 1, '1', '2']],
    ['1 (2, 3)', ['priority', 1, '2', '3']],
    ['anyone, firstly', ['priority', 1, 'anyone', 'firstly']],
    ['"first"', ['priority', 1, 'first']],
    ['"a, b"', ['priority', 1, 'a, b']],
    ['"a""b"', ['priority', 1, 'a"b']],
    ['""', ['priority', 1, '']],
    ['_s$1', ['priority', 1, '_s$1']],
    ['日本', ['priority', 1, '日本']],
    ['12a', 'syntax error at or near "a"'],
    ['4294967297 (s1)', ['priority', 1, 's1']],
    [' ', 'syntax error at end of input'],
    ['s1,', 'syntax error at end of input'],
    ['s1 s2', 'syntax error at or near "s2"'],
    ['s-1', 'syntax error at or near "-"'],
    ['FIRST (s1)', 'syntax error at or near "("'],
    ['first', 'syntax error at end of input'],
    ['ANY, s1', 'syntax error at or near ","'],
    ['FIRST 1 (s1', 'syntax error at end of input'],
    ['FIRST 1 (s1) s2', 'syntax error at or near "s2"'],
    ['"s1', 'unterminated quoted identifier at end of input'],
    ['"s1" "s2"', 'syntax error at or near """'],
    ['0 (s1)', 'number of synchronous standbys (0) must be greater than zero'],
    ['2147483648 (s1)', 'number of synchronous standbys (-2147483648) must be greater than zero'],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('takes FIRST and ANY for names up to 9.6', () => {
    expect(read('first, any', 9)).toEqual(['priority', 1, 'first', 'any']);
    expect(read('2 (first, any)', 9)).toEqual(['priority', 2, 'first', 'any']);
    expect(read('ANY 1 (s1)', 9)).toBe('syntax error at or near "1"');
  });

  it('reads back 500 generated lists', () => {
    const random = new Random(3);
    const letters = ['a', 'B', '"', ' ', ',', '(', '*', 'é', '9', '$'];
    for (let run = 0; run < 500; run += 1) {
      const names = Array.from({ length: random.integer(1, 6) }, () =>
        Array.from({ length: random.integer(0, 8) }, () => random.pick(letters)).join(''),
      );
      const numSync = random.integer(1, 9);
      const method = random.pick(['priority', 'quorum'] as const);
      const list = names
        .map((name) => `"${name.replaceAll('"', '""')}"`)
        .join(random.pick([',', ' , ']));
      const text = `${method === 'priority' ? 'FIRST' : 'ANY'} ${numSync} (${list})`;
      expect(read(text)).toEqual([method, numSync, ...names]);
    }
  });

  it('takes a name of 200,000 characters', () => {
    const name = 'n'.repeat(200_000);
    expect(read(`"${name}"`)).toEqual(['priority', 1, name]);
  });
});

describe('the comparison with application_name', () => {
  it('disregards the case of ASCII letters, and of no others', () => {
    expect(nameMatches('Standby_1', 'sTANDBY_1')).toBe(true);
    expect(nameMatches('é', 'É')).toBe(false);
    expect(nameMatches('s1', 's10')).toBe(false);
  });

  it('takes * for every name, and * as a name for itself only', () => {
    expect(nameMatches('*', 'whatever')).toBe(true);
    expect(nameMatches('whatever', '*')).toBe(false);
    expect(sameStandbyName('*', 'whatever')).toBe(false);
  });
});
