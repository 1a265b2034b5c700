import { describe, expect, it } from 'vitest';
import type { Finding } from '../replication/findings/model.js';
import { testNow } from '../replication/testing/observations.js';
import { aFinding } from './testing/findings.js';
import { flapWindowMs, open, reasons, Reducer } from './testing/reducer.js';

const s1 = aFinding('s1');
const s2 = aFinding('s2');
const bridge = aFinding('s3', { causes: ['node:s1', 'node:s2'] });

describe('what returns', () => {
  it('takes a finding that returns back into the open incident that had it', () => {
    const reducer = new Reducer();
    const lag = aFinding('s2', {
      kind: 'replication-lag',
      key: 'orders/replication-lag/s2',
      causes: ['lag', 'node:s1'],
    });
    reducer.step([s1, lag], 0);
    reducer.step([s1], 2000);
    reducer.step([s1, { ...lag, causes: ['lag'] }], 4000);
    expect(open(reducer)).toHaveLength(1);
  });

  it('reopens within the flap window, by finding or by node, and opens anew after it', () => {
    const reducer = new Reducer();
    reducer.step([s1], 0);
    reducer.step([], 2000);
    const lag = aFinding('s1', { kind: 'replication-lag', key: 'orders/replication-lag/s1' });
    const back = reducer.step([lag], 600_000);
    expect(reasons(back)).toEqual(['reopened']);
    expect(back.changes[0]?.incident).toMatchObject({
      state: 'open',
      reopened: 1,
      resolvedAt: null,
      openedAt: testNow,
    });
    reducer.step([], 602_000);
    const later = reducer.step([s1], 602_000 + flapWindowMs + 2000);
    expect(reasons(later)).toEqual(['opened']);
    // The old one can't come back any more and is forgotten.
    expect(reducer.incidents).toHaveLength(1);
  });

  it('takes what is said of the whole cluster for the same only if a node is the same', () => {
    const reduced = (node: string): Finding =>
      aFinding('pg1', {
        kind: 'sync-redundancy-reduced',
        subject: null,
        key: 'orders/sync-redundancy-reduced',
        causes: ['sync', `node:${node}`],
      });
    const reducer = new Reducer();
    reducer.step([reduced('s1'), s1], 0);
    reducer.step([], 2000);
    expect(reasons(reducer.step([reduced('s2'), s2], 4000))).toContain('opened');
    reducer.step([], 6000);
    expect(reasons(reducer.step([reduced('s1'), s1], 8000))).toContain('reopened');
    expect(reducer.incidents).toHaveLength(2);
  });

  it('does not take the loss of a node for a return because others were lost with it before', () => {
    const reducer = new Reducer();
    const primary = aFinding('pg1', {
      kind: 'primary-unreachable',
      key: 'orders/primary-unreachable/pg1',
      severity: 'critical',
    });
    const follower = aFinding('s1', { causes: ['node:pg1', 'node:s1'] });
    reducer.step([follower], 0);
    reducer.step([], 2000);
    expect(reasons(reducer.step([primary, follower], 4000))).toContain('opened');
  });

  it('opens anew for trouble of the whole cluster that a node had not made before', () => {
    const reducer = new Reducer();
    reducer.step([s1], 0);
    reducer.step([], 2000);
    const hang = aFinding('pg1', {
      kind: 'commits-hang',
      subject: null,
      key: 'orders/commits-hang',
      severity: 'critical',
      causes: ['node:s1', 'sync'],
    });
    expect(reasons(reducer.step([hang, s1], 4000))).toContain('opened');
  });

  it('does not take for a return what was only a side effect before', () => {
    const reducer = new Reducer();
    const child = (causes: readonly string[]): Finding => aFinding('s3', { causes });
    reducer.step([s1, child(['node:s1', 'node:s3'])], 0);
    reducer.step([], 2000);
    expect(reasons(reducer.step([child(['node:s3'])], 4000))).toEqual(['opened']);
  });

  it('does not take trouble at another node for the same', () => {
    const reducer = new Reducer();
    reducer.step([s1], 0);
    reducer.step([], 2000);
    expect(reasons(reducer.step([s2], 4000))).toEqual(['opened']);
  });

  it('never reopens what was taken in by another incident', () => {
    const reducer = new Reducer();
    reducer.step([s1], 0);
    reducer.step([s1, s2], 2000);
    const oldest = open(reducer)[0]?.id;
    reducer.step([s1, s2, bridge], 4000);
    reducer.step([], 6000);
    const back = reducer.step([s2], 8000);
    expect(reasons(back)).toEqual(['reopened']);
    expect(back.changes[0]?.incident.id).toBe(oldest);
  });

  it('counts returns, says once that it flaps, and starts counting anew after a steady time', () => {
    const reducer = new Reducer();
    const seen: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const since = testNow + round * 20_000;
      seen.push(...reasons(reducer.step([{ ...s1, since }], round * 20_000)));
      seen.push(...reasons(reducer.step([], round * 20_000 + 10_000)));
    }
    expect(seen.filter((reason) => reason === 'opened')).toHaveLength(1);
    expect(seen.filter((reason) => reason === 'reopened')).toHaveLength(4);
    expect(seen.filter((reason) => reason === 'flapping')).toHaveLength(1);
    expect(reducer.incidents[0]?.reopened).toBe(4);
    const since = testNow + 100_000;
    reducer.step([{ ...s1, since }], 100_000);
    reducer.step([], 100_000 + flapWindowMs + 60_000);
    reducer.step([s1], 100_000 + flapWindowMs + 70_000);
    expect(reducer.incidents[0]?.reopened).toBe(1);
  });

  it('joins two causes that return into the one incident they left', () => {
    const reducer = new Reducer();
    reducer.step([s1, s2, bridge], 0);
    reducer.step([], 2000);
    const back = reducer.step([s1, s2], 4000);
    expect(back.changes).toHaveLength(1);
    expect(open(reducer)[0]?.findings).toHaveLength(2);
  });
});
