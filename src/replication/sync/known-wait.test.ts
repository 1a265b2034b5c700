import { describe, expect, it } from 'vitest';
import { foldObservation, newRecord } from '../records.js';
import { aNodeState, anObservation, testNow } from '../testing/observations.js';
import { aDeclaration } from '../testing/topologies.js';
import type { NodeRecord } from '../topology/model.js';

/** A look at a primary, ms after the first one; `waitsMs` as PostgreSQL's view would have it. */
type Look = readonly [afterMs: number, waitsMs: number | null];

function recordAfter(...looks: readonly Look[]): NodeRecord {
  return looks.reduce(
    (record, [afterMs, longestMs]) => {
      const at = testNow + afterMs;
      const syncWait = { sessions: longestMs === null ? 0 : 1, longestMs };
      const state = aNodeState({ serverTime: at, syncWait });
      return foldObservation(record, anObservation('pg1', state, at));
    },
    newRecord(aDeclaration('pg1')),
  );
}

function longestAfter(...looks: readonly Look[]): number | null | undefined {
  return recordAfter(...looks).latestState?.state.syncWait?.longestMs;
}

describe('how long a session has waited for a standby', () => {
  it.each<[string, readonly Look[], number | null]>([
    [
      'no longer than since the look that did not see it wait, however long its statement has run',
      [
        [0, null],
        [2000, 600_000],
      ],
      2000,
    ],
    [
      'ever longer, while it is seen to wait',
      [
        [0, null],
        [2000, 600_000],
        [4000, 602_010],
        [6000, 603_990],
      ],
      6000,
    ],
    [
      'anew, when another one waits',
      [
        [0, null],
        [2000, 600_000],
        [4000, 300_000],
      ],
      2000,
    ],
    [
      'as long as PostgreSQL says, if that is less',
      [
        [0, null],
        [2000, 300],
      ],
      300,
    ],
    ['as long as PostgreSQL says, if nobody looked before', [[0, 600_000]], 600_000],
    [
      'not at all, once it is over',
      [
        [0, 500],
        [2000, null],
      ],
      null,
    ],
  ])('is %s', (_, looks, expected) => {
    expect(longestAfter(...looks)).toBe(expected);
  });

  it('is as PostgreSQL says where waits could not be seen before', () => {
    const hidden = anObservation('pg1', aNodeState({ syncWait: null }), testNow);
    const at = testNow + 2000;
    const seen = aNodeState({ serverTime: at, syncWait: { sessions: 1, longestMs: 9000 } });
    const before = foldObservation(newRecord(aDeclaration('pg1')), hidden);
    const record = foldObservation(before, anObservation('pg1', seen, at));
    expect(record.latestState?.state.syncWait?.longestMs).toBe(9000);
  });
});
