import { describe, expect, it } from 'vitest';
import type { ConditionState } from './conditions.js';
import { noConditions, restoredConditions, settle, standing } from './conditions.js';
import type { Candidate, Severity, Verdict } from './model.js';

const key = 'orders/replication-lag/s1';

function seen(changes: Partial<Candidate> = {}): Candidate {
  return {
    kind: 'replication-lag',
    cluster: 'orders',
    subject: 's1',
    key,
    severity: 'warning',
    since: 0,
    causes: ['lag'],
    what: 'Standby s1 is behind.',
    consequence: 'Reads are old.',
    next: 'Look at it.',
    evidence: {},
    holdMs: 4000,
    clearMs: 3000,
    ...changes,
  };
}

/** Settles at one moment after the other; what counts after each. */
function follow(
  steps: readonly (readonly [atMs: number, candidate: Candidate | Verdict])[],
  start: ConditionState = noConditions,
): readonly (Severity | null)[] {
  let state = start;
  return steps.map(([atMs, what]) => {
    const settled =
      typeof what === 'string'
        ? settle(state, [], atMs, new Map([[key, what]]))
        : settle(state, [what], atMs);
    state = settled.state;
    return settled.active[0]?.severity ?? null;
  });
}

const from = (since: number, changes: Partial<Candidate> = {}): Candidate =>
  seen({ since, ...changes });

describe('settle', () => {
  it('counts at once what needs no time', () => {
    expect(follow([[1000, from(1000, { holdMs: 0 })]])).toEqual(['warning']);
  });

  it('counts once it has stood, from when it is known to be so', () => {
    expect(
      follow([
        [1000, from(1000)],
        [3000, from(3000)],
        [5000, from(5000)],
      ]),
    ).toEqual([null, null, 'warning']);
    expect(follow([[9000, from(1000)]])).toEqual(['warning']);
  });

  it('starts anew after a break', () => {
    const steps = [
      [0, from(0)],
      [2000, 'gone'],
      [4000, from(4000)],
      [6000, from(6000)],
    ] as const;
    expect(follow(steps)).toEqual([null, null, null, null]);
  });

  it('clears once it has been gone long enough, and bridges a shorter gap', () => {
    const at = (atMs: number): readonly [number, Candidate] => [atMs, from(atMs, { holdMs: 0 })];
    expect(
      follow([at(0), [2000, 'gone'], at(3000), [5000, 'gone'], [7000, 'gone'], [8000, 'gone']]),
    ).toEqual(['warning', 'warning', 'warning', 'warning', 'warning', null]);
  });

  it('is over at once where it can not be so any more', () => {
    expect(
      follow([
        [0, from(0, { holdMs: 0 })],
        [2000, 'over'],
      ]),
    ).toEqual(['warning', null]);
  });

  it('keeps since and takes over the words', () => {
    const first = settle(noConditions, [from(1000, { holdMs: 0 })], 1000);
    const second = settle(first.state, [from(3000, { holdMs: 0, what: 'More.' })], 3000);
    expect(second.active).toMatchObject([{ since: 1000, what: 'More.' }]);
    expect(second.active[0]).not.toHaveProperty('holdMs');
  });

  it('lets a raise to critical stand for a while as well', () => {
    const critical = (atMs: number): Candidate => from(atMs, { severity: 'critical' });
    expect(
      follow([
        [0, from(0)],
        [4000, from(4000)],
        [6000, critical(6000)],
        [8000, from(8000)],
        [10_000, critical(10_000)],
        [14_000, critical(14_000)],
        [16_000, from(16_000)],
      ]),
    ).toEqual([null, 'warning', 'warning', 'warning', 'warning', 'critical', 'warning']);
    expect(
      follow([
        [0, critical(0)],
        [4000, critical(4000)],
      ]),
    ).toEqual([null, 'critical']);
  });

  it('leaves alone what can not be judged, for as long as that takes', () => {
    const start: readonly [number, Candidate] = [0, from(0, { holdMs: 0 })];
    expect(follow([start, [2000, 'unknown'], [3_600_000, 'unknown'], [3_602_000, 'gone']])).toEqual(
      ['warning', 'warning', 'warning', 'warning'],
    );
    // What did not count yet does not ripen unseen.
    expect(
      follow([
        [0, from(0)],
        [5000, 'unknown'],
        [6000, from(6000)],
      ]),
    ).toEqual([null, null, null]);
  });

  it('does not let a future since count as past', () => {
    const { active } = settle(noConditions, [from(5000, { holdMs: 0 })], 1000);
    expect(active[0]?.since).toBe(1000);
  });
});

describe('restoredConditions', () => {
  it('counts what counted before the restart until it is seen to be over', () => {
    const { active } = settle(noConditions, [from(0, { holdMs: 0, severity: 'critical' })], 0);
    const start = restoredConditions(active, 3000);
    expect(
      follow(
        [
          [60_000, 'unknown'],
          [62_000, 'gone'],
          [66_000, 'gone'],
        ],
        start,
      ),
    ).toEqual(['critical', 'critical', null]);
    const back = settle(start, [from(60_000, { severity: 'critical' })], 60_000);
    expect(back.active).toMatchObject([{ severity: 'critical', since: 0 }]);
  });
});

describe('standing', () => {
  it('tells what counts from what is only seen', () => {
    const { state } = settle(noConditions, [from(0)], 1000);
    const pending = standing(state);
    expect([pending.isActive(key), pending.activeSeverity(key), pending.activeSince(key)]).toEqual([
      false,
      null,
      0,
    ]);
    const counting = standing(settle(state, [from(4000)], 4000).state);
    expect([counting.isActive(key), counting.activeSeverity(key)]).toEqual([true, 'warning']);
    expect(counting.activeSince('orders/other')).toBeNull();
  });
});
