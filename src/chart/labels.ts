import type { ChartMark } from '../wording/lag-chart/model.js';
import { look } from './look.js';
import { widthOf } from './svg.js';

/** A mark and where its words stand: to the right of it or to the left, in one of some rows. */
export interface PlacedMark {
  readonly mark: ChartMark;
  readonly x: number;
  /** Null where there is no room for the words. */
  readonly row: number | null;
  readonly anchor: 'start' | 'end';
}

const mostRows = 4;
const gap = 8;

/** Finds room for the words of marks, so that none lie on each other. */
export function placeMarks(
  marks: readonly ChartMark[],
  x: (at: number) => number,
  left: number,
  right: number,
): readonly PlacedMark[] {
  const taken: { readonly row: number; readonly from: number; readonly to: number }[] = [];
  return marks.map((mark) => {
    const at = x(mark.at);
    const width = widthOf(mark.words, look.size.small) + 12;
    const places = [
      { anchor: 'start' as const, from: at, to: at + width },
      { anchor: 'end' as const, from: at - width, to: at },
    ].filter(({ from, to }) => from >= left - 1 && to <= right + 1);
    for (let row = 0; row < mostRows; row += 1) {
      for (const place of places) {
        const isFree = taken.every(
          (other) =>
            other.row !== row || place.from > other.to + gap || place.to < other.from - gap,
        );
        if (!isFree) continue;
        taken.push({ row, from: place.from, to: place.to });
        return { mark, x: at, row, anchor: place.anchor };
      }
    }
    return { mark, x: at, row: null, anchor: 'start' as const };
  });
}

/** How many rows the words take. */
export function rowsOf(placed: readonly PlacedMark[]): number {
  return Math.max(0, ...placed.map(({ row }) => (row === null ? 0 : row + 1)));
}
