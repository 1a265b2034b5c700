import { describe, expect, it } from 'vitest';
import type { Finding } from '../replication/findings/model.js';
import { testNow } from '../replication/testing/observations.js';
import { timelineOf } from './change.js';
import { aFinding } from './testing/findings.js';
import { open, reasons, Reducer } from './testing/reducer.js';

const s1 = aFinding('s1');
const s2 = aFinding('s2');
const bridge = aFinding('s3', { causes: ['node:s1', 'node:s2'] });

describe('reduceIncidents', () => {
  it('opens one incident for each cause and leaves it alone while nothing changes', () => {
    const reducer = new Reducer();
    const result = reducer.step([s1, s2], 0);
    expect(reasons(result)).toEqual(['opened', 'opened']);
    expect(result.changes[0]?.incident).toMatchObject({
      number: null,
      state: 'open',
      severity: 'warning',
      openedAt: testNow,
      keys: [s1.key],
    });
    expect(reducer.step([s1, s2], 2000).changes).toEqual([]);
    expect(reducer.step([s1, s2], 7 * 3_600_000).changes).toEqual([]);
  });

  it('heads an incident by severity, then by the rank of the kind', () => {
    const reducer = new Reducer();
    const lag = aFinding('s1', { kind: 'replication-lag', key: 'orders/replication-lag/s1' });
    reducer.step([lag, s1], 0);
    expect(open(reducer)[0]?.findings.map(({ kind }) => kind)).toEqual([
      'standby-disconnected',
      'replication-lag',
    ]);
    reducer.step([{ ...lag, severity: 'critical' }, s1], 2000);
    expect(open(reducer)[0]?.findings.map(({ kind }) => kind)).toEqual([
      'replication-lag',
      'standby-disconnected',
    ]);
  });

  it('adds, clears, worsens and eases, with a line in the timeline for each', () => {
    const reducer = new Reducer();
    reducer.step([s1], 0);
    expect(reasons(reducer.step([s1, bridge], 2000))).toEqual(['finding-added']);
    const worse = reducer.step([{ ...s1, severity: 'critical' }, bridge], 4000);
    expect(reasons(worse)).toEqual(['worsened']);
    expect(worse.changes.flatMap(timelineOf)).toMatchObject([
      { kind: 'severity-changed', at: testNow + 4000, findingKey: s1.key },
    ]);
    expect(reasons(reducer.step([s1], 6000))).toEqual(['eased', 'finding-cleared']);
    const end = reducer.step([], 8000);
    expect(reasons(end)).toEqual(['resolved']);
    expect(end.changes[0]?.incident).toMatchObject({
      state: 'resolved',
      resolvedAt: testNow + 8000,
      // What it last was stays to be read.
      findings: [s1],
      keys: [s1.key, bridge.key],
    });
  });

  it('takes figures over now and then, more and more seldom', () => {
    const reducer = new Reducer();
    const moved = (bytes: number): Finding =>
      aFinding('s1', { what: `Standby s1 is ${bytes} bytes behind.` });
    reducer.step([moved(0)], 0);
    const refreshed: number[] = [];
    for (let atMs = 2000; atMs <= 3_600_000; atMs += 2000) {
      if (reducer.step([moved(atMs)], atMs).changes.length > 0) refreshed.push(atMs);
    }
    expect(refreshed[0]).toBe(30_000);
    expect(refreshed[1]).toBe(60_000);
    expect(refreshed.length).toBeLessThan(60);
    expect(Math.max(...refreshed)).toBeGreaterThan(3_300_000);
  });

  it('shows another state of the same finding sooner than figures', () => {
    const reducer = new Reducer();
    reducer.step([aFinding('s1', { evidence: { connection: 'down' } })], 0);
    const starting = aFinding('s1', { evidence: { connection: 'not-receiving' } });
    expect(reducer.step([starting], 2000).changes).toEqual([]);
    expect(reasons(reducer.step([starting], 6000))).toEqual(['figures-changed']);
  });

  it('merges incidents whose cause turns out to be one: the oldest goes on', () => {
    const reducer = new Reducer();
    reducer.step([s1], 0);
    reducer.step([s1, s2], 2000);
    const [first, second] = open(reducer);
    const result = reducer.step([s1, s2, bridge], 4000);
    expect(open(reducer).map(({ id }) => id)).toEqual([first?.id]);
    expect(open(reducer)[0]?.findings).toHaveLength(3);
    // What was taken in can't come back: there is nothing to remember it for.
    expect(reducer.incidents).toHaveLength(1);
    const taken = result.changes.find(({ incident }) => incident.id === second?.id);
    expect(taken?.incident).toMatchObject({ state: 'resolved', mergedInto: first?.id });
    expect(taken?.events.map(({ reason }) => reason)).toEqual(['merged']);
    const survivor = result.changes.find(({ incident }) => incident.id === first?.id);
    // What the other one had told already is not told again.
    expect(survivor?.events.map(({ reason, findingKey }) => [reason, findingKey])).toEqual([
      ['merged', null],
      ['finding-added', s2.key],
      ['finding-added', bridge.key],
    ]);
    expect(survivor?.events[1]).toMatchObject({
      text: '',
      isNews: false,
      entry: {
        kind: 'finding-added',
        at: second?.openedAt,
        text: `Came with another incident: ${s2.what}`,
        findingKey: s2.key,
      },
    });
  });

  it('lets a cause fall apart while it heals', () => {
    const reducer = new Reducer();
    reducer.step([s1, s2, bridge], 0);
    const result = reducer.step([s1, s2], 2000);
    expect(reasons(result)).toEqual(['finding-cleared']);
    expect(open(reducer)).toHaveLength(1);
  });

  it('goes on with another finding about the same node', () => {
    const reducer = new Reducer();
    reducer.step([s1], 0);
    const lag = aFinding('s1', { kind: 'replication-lag', key: 'orders/replication-lag/s1' });
    expect(reasons(reducer.step([lag], 2000))).toEqual(['finding-added', 'finding-cleared']);
    expect(open(reducer)).toHaveLength(1);
  });

  it('gives every incident and every line an id of its own', () => {
    const reducer = new Reducer();
    const results = [
      reducer.step([s1, s2], 0),
      reducer.step([s1, s2, bridge], 2000),
      reducer.step([], 4000),
    ];
    const ids = results.flatMap((result) =>
      result.changes.flatMap((change) => timelineOf(change).map(({ id }) => id)),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(4);
  });
});
