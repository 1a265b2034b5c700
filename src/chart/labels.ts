import type { ChartMark } from '../wording/lag-chart/model.js';
import { look } from './look.js';
import { widthOf } from './svg.js';

/** A mark and where its words stand: to the right of it or to the left, in one of some rows. */
export interface PlacedMark {
  readonly mark: ChartMark;
  readonly x: number;
  /** From 0 for the lowest; null where there is no room for the words. */
  readonly row: number | null;
  readonly anchor: 'start' | 'end';
}

/** Where words stand. A thin line leads from them down to the mark, through all rows below. */
interface Words {
  readonly x: number;
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly anchor: PlacedMark['anchor'];
}

const mostRows = 4;
const gap = 6;

/**
 * Finds room for the words of marks, so that none lie on each other and no line leads through them:
 * from the right to the left, and what matters most first.
 */
export function placeMarks(
  marks: readonly ChartMark[],
  x: (at: number) => number,
  left: number,
  right: number,
): readonly PlacedMark[] {
  const isMinor = ({ kind }: ChartMark): number => (kind === 'finding' ? 1 : 0);
  const order = marks.toSorted((a, b) => isMinor(a) - isMinor(b) || b.at - a.at);
  const taken: Words[] = [];
  const placed = new Map<ChartMark, Words>();
  for (const mark of order) {
    const words = roomFor(
      x(mark.at),
      widthOf(mark.words, look.size.small) + 12,
      taken,
      left,
      right,
    );
    if (words === null) continue;
    taken.push(words);
    placed.set(mark, words);
  }
  return marks.map((mark) => {
    const words = placed.get(mark);
    return {
      mark,
      x: x(mark.at),
      row: words?.row ?? null,
      anchor: words?.anchor ?? 'start',
    };
  });
}

function roomFor(
  x: number,
  width: number,
  taken: readonly Words[],
  left: number,
  right: number,
): Words | null {
  const rows = Array.from({ length: mostRows }, (_, row) => row);
  // To the right of its line if there is any room, else to the left.
  const places: readonly Words[] = [
    ...rows.map((row) => ({ x, row, anchor: 'start' as const, from: x, to: x + width })),
    ...rows.map((row) => ({ x, row, anchor: 'end' as const, from: x - width, to: x })),
  ];
  const free = places.find(
    (place) =>
      place.from >= left - 1 &&
      place.to <= right + 1 &&
      taken.every((other) => !isInTheWay(place, other)),
  );
  return free ?? null;
}

function isInTheWay(one: Words, other: Words): boolean {
  const overlap = one.row === other.row && one.from < other.to + gap && other.from < one.to + gap;
  return overlap || leadsThrough(one, other) || leadsThrough(other, one);
}

/** True if the line of the one goes down through the words of the other. */
function leadsThrough({ x, row }: Words, words: Words): boolean {
  return words.row <= row && x > words.from && x < words.to;
}

/** How many rows the words take. */
export function rowsOf(placed: readonly PlacedMark[]): number {
  return Math.max(0, ...placed.map(({ row }) => (row === null ? 0 : row + 1)));
}
