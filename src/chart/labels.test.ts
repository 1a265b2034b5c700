import { describe, expect, it } from 'vitest';
import type { ChartMark } from '../wording/lag-chart/model.js';
import { placeMarks, rowsOf } from './labels.js';

const mark = (at: number, words: string, kind: ChartMark['kind'] = 'incident'): ChartMark => ({
  at,
  kind,
  words,
});

function placed(...marks: readonly ChartMark[]): (number | null)[] {
  return placeMarks(marks, (at) => at, 0, 600).map(({ row }) => row);
}

describe('placeMarks', () => {
  it('puts what has room side by side', () => {
    expect(placed(mark(10, 'INC-7 opened'), mark(300, 'INC-7 resolved'))).toEqual([0, 0]);
  });

  it('puts words above those that their line would lead through', () => {
    expect(placed(mark(100, 'INC-7 opened'), mark(130, 'INC-8 opened'))).toEqual([1, 0]);
  });

  it('turns words at the edge to the other side', () => {
    const [last] = placeMarks([mark(590, 'INC-7 resolved')], (at) => at, 0, 600);
    expect(last).toMatchObject({ row: 0, anchor: 'end' });
  });

  it('leaves out words for which there is no room, of findings first', () => {
    const many = Array.from({ length: 8 }, (_, index) =>
      mark(200 + index * 4, 'replication lag s1', 'finding'),
    );
    const rows = placed(...many, mark(216, 'INC-7 opened'));
    expect(rows.at(-1)).toBe(0);
    expect(rows.filter((row) => row === null).length).toBeGreaterThan(2);
    expect(rowsOf(placeMarks(many, (at) => at, 0, 600))).toBeLessThanOrEqual(4);
  });
});
