import { describe, expect, it } from 'vitest';

import { Random } from '../testing/random.js';
import { parseSynchronousStandbyNames } from './parse-names.js';
import { formatWrittenNames, readWrittenNames, writtenName } from './written-names.js';
import type { WrittenNames } from './written-names.js';

function again(text: string, major?: number): string | null {
  const names = readWrittenNames(text, major);
  return names === null ? null : formatWrittenNames(names);
}

describe('a setting that is read and written again', () => {
  it.each([
    ['s1', 's1'],
    ['s1,s2', 's1, s2'],
    ['*', '*'],
    ['"*"', '"*"'],
    ['2(s1,"s2")', '2 (s1, "s2")'],
    ['first 1 (S1, "a ""b""")', 'FIRST 1 (S1, "a ""b""")'],
    ['any 2 (s1, s2, 3)', 'ANY 2 (s1, s2, 3)'],
    ['1, 2', '1, 2'],
    ['1 (2, 3)', '1 (2, 3)'],
    ['"first", "any"', '"first", "any"'],
    ['', null],
    ['s1,', null],
    ['0 (s1)', null],
  ])('%j stays %j', (text, expected) => {
    expect(again(text)).toBe(expected);
  });

  it('takes FIRST for a name up to 9.6', () => {
    expect(again('first, any', 9)).toBe('first, any');
  });

  it('means the same for 500 generated settings', () => {
    const random = new Random(11);
    const letters = ['a', 'B', '"', ' ', ',', '(', '*', 'é', '9', '$', 'ANY', 'first'];
    for (let run = 0; run < 500; run += 1) {
      const names: WrittenNames = {
        form: random.pick(['list', 'count', 'first', 'any'] as const),
        numSync: random.integer(1, 9),
        entries: Array.from({ length: random.integer(1, 6) }, () =>
          writtenName(
            Array.from({ length: random.integer(0, 6) }, () => random.pick(letters)).join(''),
          ),
        ),
      };
      const text = formatWrittenNames(names);
      expect(parseSynchronousStandbyNames(text)).toEqual({
        ok: true,
        config: {
          method: names.form === 'any' ? 'quorum' : 'priority',
          numSync: names.numSync,
          names: names.entries.map(({ name }) => name),
        },
      });
      expect(again(text)).toBe(text);
      expect(readWrittenNames(text)?.entries).toEqual(names.entries);
    }
  });
});

it('names nobody with the empty setting', () => {
  expect(formatWrittenNames({ form: 'any', numSync: 2, entries: [] })).toBe('');
});
