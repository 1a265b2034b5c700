import { describe, expect, it } from 'vitest';
import type { TimelineLine } from '../../incidents/timeline.js';
import { pagesOf } from './pages.js';

const lines = (count: number, length: number): TimelineLine[] =>
  Array.from({ length: count }, (_, at) => ({
    at,
    kind: 'note',
    source: 'pgrepl',
    addedBy: null,
    message: null,
    text: 'x'.repeat(length),
  }));

describe('pages of a timeline', () => {
  it('are one, even of nothing', () => {
    expect(pagesOf([])).toEqual([[]]);
    expect(pagesOf(lines(20, 10))).toHaveLength(1);
  });

  it('hold so many lines, and so many characters', () => {
    expect(pagesOf(lines(45, 10)).map((page) => page.length)).toEqual([20, 20, 5]);
    expect(pagesOf(lines(9, 40_000)).map((page) => page.length)).toEqual([7, 2]);
  });

  it('stay what they are when lines are added', () => {
    const before = pagesOf(lines(50, 100));
    const after = pagesOf(lines(70, 100));
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
    expect(after.flat()).toHaveLength(70);
  });
});
