import { describe, expect, it } from 'vitest';
import { listNames, oneLine, safeName, truncate } from './safe-text.js';

describe('safeName', () => {
  it('keeps a name on one line and visible', () => {
    expect(oneLine('a\r\nb\tc')).toBe('a b c');
    expect(oneLine('abc\u202Edef\u200B\u0007')).toBe('abc\uFFFDdef\uFFFD\uFFFD');
    expect(safeName(' \n ')).toBe('(no name)');
    expect(safeName('a`b')).toBe('aˋb');
  });

  it('cuts by characters, not by halves of them', () => {
    expect(truncate('😀😀😀', 2)).toBe('😀…');
    expect(safeName('y'.repeat(2_000))).toBe(`${'y'.repeat(39)}…`);
  });
});

describe('listNames', () => {
  it('joins names and counts the rest', () => {
    expect(listNames([])).toBe('');
    expect(listNames(['a'])).toBe('a');
    expect(listNames(['a', 'b', 'c'])).toBe('a, b and c');
    expect(listNames(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
  });
});
