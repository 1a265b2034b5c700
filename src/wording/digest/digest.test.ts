import { describe, expect, it } from 'vitest';
import { timelineEntry } from '../../incidents/entry.js';
import type { TimelineEntry } from '../../incidents/model.js';
import { baselineOf } from '../../operations/doctor/compare.js';
import { aReadiness, aReport, aResult } from '../../operations/doctor/testing/reports.js';
import { testNow } from '../../replication/testing/observations.js';
import { aPrimaryView, aStandbyView, aTopology } from '../../replication/testing/topologies.js';
import { aFinding, anIncident, aSnapshot } from '../testing/incidents.js';
import { digest } from './digest.js';
import { slotKey, type ClusterDay } from './facts.js';

const hour = 3_600_000;
const span = { from: testNow - 24 * hour, to: testNow };

const aDay = (changes: Partial<ClusterDay> = {}): ClusterDay => ({
  snapshot: aSnapshot(),
  isSynchronous: false,
  incidents: [],
  watchedMs: 24 * hour,
  lag: [],
  slotsBefore: new Map(),
  setUp: null,
  ...changes,
});

const linesOf = (...clusters: readonly ClusterDay[]): readonly string[] =>
  digest({ ...span, clusters }).lines;

describe('digest', () => {
  it('has one line for a day without anything', () => {
    expect(digest({ ...span, clusters: [aDay(), aDay()] })).toEqual({
      lines: ['The last 24 hours: All 2 clusters were well, without an incident.'],
      isQuiet: true,
      people: [],
    });
  });

  it('tells the score of each set-up, and what turned worse', () => {
    const quiet = aDay({ setUp: { report: aReport({ score: 94 }), before: null } });
    expect(digest({ ...span, clusters: [quiet] })).toEqual({
      lines: [
        'The last 24 hours: The cluster was well, without an incident. Set-up: orders 94 of 100.',
      ],
      isQuiet: true,
      people: [],
    });
    const readiness = [aReadiness('s1', { ready: false, impossible: 's1 is late.' })];
    const report = aReport({ score: 85, troubles: [aResult('pg1')], readiness });
    expect(linesOf(aDay({ setUp: { report, before: baselineOf(aReport()) } }))).toEqual([
      'The last 24 hours, by cluster.',
      'orders: s1 would not be ready to take over: s1 is late.',
      'orders: its set-up is at 85 of 100, 100 when all of it was examined last; worse since: fsync (pg1). `/pgrepl doctor orders` says what to do.',
      'Set-up: orders 85 of 100 (100 before).',
    ]);
  });

  it('calls nothing well that was not watched, and says how much was', () => {
    const partly = aDay({ watchedMs: 120_000 });
    const rest =
      'pgrepl watched it for 2 min of the 24 hours: of the rest only what is on record is told.';
    expect(digest({ ...span, clusters: [partly] })).toEqual({
      lines: ['The last 24 hours: no incident of the cluster is on record.', rest],
      isQuiet: false,
      people: [],
    });
    expect(linesOf(partly, aDay({ incidents: null }))).toEqual([
      'The last 24 hours, by cluster.',
      "orders: what happened can't be told: the store gives no answer just now.",
      'Of 1 other cluster no incident is on record.',
      'pgrepl watched the clusters for 2 min of the 24 hours at least: of the rest only what is on record is told.',
    ]);
    expect(digest({ ...span, clusters: [aDay({ watchedMs: 24 * hour - 60_000 })] }).isQuiet).toBe(
      true,
    );
  });

  it('tells incidents, and how long commits hung or were asynchronous, within the day alone', () => {
    const key = 'orders/silently-asynchronous/';
    const incident = anIncident({
      state: 'resolved',
      openedAt: span.from - hour,
      resolvedAt: span.from + hour,
      findings: [
        aFinding({ kind: 'silently-asynchronous', key, what: 'Commits wait for nobody.' }),
      ],
    });
    const entry = (kind: 'opened' | 'resolved', at: number) =>
      timelineEntry({ id: kind, incidentId: incident.id, at, kind, text: '', findingKey: key });
    const entries = [entry('opened', span.from - hour), entry('resolved', span.from + hour)];
    const lines = linesOf(aDay({ isSynchronous: true, incidents: [{ incident, entries }] }));
    expect(lines).toEqual([
      'The last 24 hours, by cluster.',
      'orders: INC-7, critical: Commits wait for nobody; resolved after 2 h, opened before, nobody took it.',
      'orders: in sync for 23 h of 24 h (95.8 %), asynchronous against the contract for 1 h.',
    ]);
    const partly = aDay({
      isSynchronous: true,
      incidents: [{ incident, entries }],
      watchedMs: 12 * hour,
    });
    expect(linesOf(partly)[2]).toBe('orders: asynchronous against the contract for 1 h.');
    const owned = { ...incident, acknowledgedBy: 'slack:T1/U1' };
    const told = digest({
      ...span,
      clusters: [aDay({ incidents: [{ incident: owned, entries }] })],
    });
    expect(told.lines[1]).toMatch(/opened before, owned by slack:T1\/U1\.$/);
    expect(told.people).toEqual(['slack:T1/U1']);
  });

  it('tells what an incident was at its worst, and says nothing of what did not happen', () => {
    const standby = aFinding({
      kind: 'standby-disconnected',
      severity: 'warning',
      what: 'Standby s2 is down.',
    });
    const eased = anIncident({
      severity: 'warning',
      openedAt: span.to - hour,
      findings: [standby],
      worst: aFinding(),
    });
    const lineOf = (incident: typeof eased): string | undefined =>
      linesOf(aDay({ incidents: [{ incident, entries: [] }] }))[1];
    expect(lineOf(eased)).toContain(
      'INC-7, warning, was critical: Standby s2 is down; open for 1 h',
    );
    const over = { ...eased, state: 'resolved', resolvedAt: span.to } as const;
    expect(lineOf(over)).toContain(
      'INC-7, critical: Commits hang: no synchronous standby is left;',
    );

    const key = aFinding().key;
    const entries = (['opened', 'resolved'] as const).map((kind, index) =>
      timelineEntry({
        id: kind,
        incidentId: over.id,
        at: span.to - (2 - index) * hour,
        kind,
        text: '',
        findingKey: key,
      }),
    );
    const day = aDay({ isSynchronous: true, incidents: [{ incident: over, entries }] });
    expect(linesOf(day)[2]).toBe('orders: in sync for all of the 24 h, commits hung for 1 h.');
    expect(linesOf({ ...day, watchedMs: hour })[2]).toBe('orders: commits hung for 1 h.');
  });

  it('counts once how long it lasted where one incident took in another, and tells the one', () => {
    const key = 'orders/commits-hang/';
    const at = (ms: number): number => span.from + ms;
    const taken = anIncident({
      id: 'taken',
      number: 8,
      state: 'resolved',
      mergedInto: 'survivor',
      openedAt: at(hour),
      resolvedAt: at(3 * hour),
    });
    const survivor = anIncident({
      id: 'survivor',
      state: 'resolved',
      openedAt: at(0),
      resolvedAt: at(4 * hour),
    });
    const entry = (id: string, kind: TimelineEntry['kind'], ms: number, findingKey?: string) =>
      timelineEntry({
        id,
        incidentId: 'i',
        at: at(ms),
        kind,
        text: '',
        findingKey: findingKey ?? null,
      });
    const incidents = [
      {
        incident: survivor,
        entries: [
          entry('1', 'opened', 0, 'orders/standby-disconnected/s1'),
          entry('2', 'merged', 3 * hour),
          entry('3', 'finding-added', 2 * hour, key),
          entry('4', 'resolved', 4 * hour),
        ],
      },
      {
        incident: taken,
        entries: [entry('5', 'opened', hour, key), entry('6', 'merged', 3 * hour)],
      },
    ];
    const lines = linesOf(aDay({ isSynchronous: true, incidents }));
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('INC-7');
    expect(lines[2]).toContain('commits hung for 3 h.');
  });

  it('says that the store gives no answer rather than that nothing happened', () => {
    expect(linesOf(aDay({ incidents: null }), aDay())).toEqual([
      'The last 24 hours, by cluster.',
      "orders: what happened can't be told: the store gives no answer just now.",
      '1 other cluster was well throughout.',
    ]);
  });

  it('tells the worst lag, and nothing of lag that is no news', () => {
    const bucket = (node: string, bytes: number, ms: number): ClusterDay['lag'][number] => ({
      cluster: 'orders',
      node,
      at: span.from,
      bytes: { worst: bytes, last: 0 },
      timeMs: { worst: ms, last: 0 },
      atLeast: false,
    });
    expect(linesOf(aDay({ lag: [bucket('s1', 1024, 900)] }))).toHaveLength(1);
    expect(
      linesOf(aDay({ lag: [bucket('s1', 5 * 1024 ** 3, 900), bucket('s2', 0, 120_000)] }))[1],
    ).toBe('orders: the worst lag was 5 GB at s1, and 2 min at s2.');
  });

  it('tells of slots that grow, and of standbys that could not take over', () => {
    const slot = {
      name: 's9_slot',
      kind: 'physical' as const,
      active: false,
      activePid: null,
      temporary: false,
      restartLsn: null,
      retainedBytes: 3 * 1024 ** 3,
      walStatus: null,
      safeWalSizeBytes: null,
      invalidationReason: null,
      inactiveSince: null,
      synced: false,
    };
    const nodes = [
      aPrimaryView('pg1', { slots: [slot] }),
      aStandbyView('s1', 'pg1', {
        reach: { kind: 'silent', reason: 'refused', detail: '', since: testNow, polls: 9 },
      }),
    ];
    const snapshot = aSnapshot({ topology: aTopology({ nodes }) });
    const before = (bytes: number): ClusterDay['slotsBefore'] =>
      new Map([[slotKey('pg1', 's9_slot'), bytes]]);
    expect(linesOf(aDay({ snapshot, slotsBefore: before(1024 ** 3) }))).toEqual([
      'The last 24 hours, by cluster.',
      'orders: slot s9_slot on pg1 keeps 3 GB of WAL back, 2 GB more than before: nobody reads from it.',
      'orders: s1 would not be ready to take over: it gives no answer.',
    ]);
    expect(linesOf(aDay({ snapshot, slotsBefore: before(3 * 1024 ** 3) }))).toHaveLength(2);
  });
});
