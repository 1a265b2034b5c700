import { describe, expect, it } from 'vitest';
import { OutputTail, printableLines } from './output.js';

function tailOf(limit: number, ...chunks: readonly string[]): string {
  const tail = new OutputTail(limit);
  for (const chunk of chunks) tail.add(Buffer.from(chunk));
  return tail.text();
}

describe('the end of an output', () => {
  it('is all of it if that is short', () => {
    expect(tailOf(10, 'ab', 'cd\n', 'efg')).toBe('abcd\nefg');
    expect(tailOf(10)).toBe('');
  });

  it('begins with a whole line if it is cut, however it came', () => {
    expect(tailOf(12, 'password=abc\nlast\nline')).toBe('last\nline');
    expect(tailOf(12, ...Array.from('password=abc\nlast\nline'))).toBe('last\nline');
    expect(tailOf(10, ...Array.from({ length: 100 }, (_, n) => `${n}\n`))).toBe('97\n98\n99\n');
  });

  it('shows nothing of a line that is too long to be known from its beginning', () => {
    expect(tailOf(10, 'x'.repeat(100))).toBe('');
  });
});

describe('printable lines', () => {
  it('are free of colours, cursor movements, bells and titles', () => {
    expect(
      printableLines(
        '\u001B[31mred\u001B[0m\u0007\r\n\u001B]0;title\u0007 two\tthree \n\n\0\u202Eend\u001B(B\u001B',
      ),
    ).toEqual(['red', 'two three', 'end']);
  });

  it('take a progress that overwrites itself for lines', () => {
    expect(printableLines('1 %\r50 %\r100 %\n')).toEqual(['1 %', '50 %', '100 %']);
  });
});
