import { describe, expect, it } from 'vitest';
import { lsn, noConflicts, someSettings, testNow } from '../replication/testing/observations.js';
import {
  aMember,
  aFirstOneView,
  aPrimaryView,
  aStandbyView,
  aTopology,
  anAsyncView,
  noLag,
  withNode,
} from '../replication/testing/topologies.js';
import type { NodeView, Topology, UnmanagedStandby } from '../replication/topology/model.js';
import { cutOffFrom, silent } from './testing/troubles.js';
import { findingOf, Watch, type Seen } from './testing/watch.js';

const healthy = aTopology({
  nodes: [aPrimaryView('pg1'), aStandbyView('s1', 'pg1'), aStandbyView('s2', 'pg1')],
  sync: anAsyncView(),
});

const after = (topology: Topology, ms = 10_000): Seen =>
  new Watch().stay(topology, 0, ms).at(-1) ?? expect.fail('nothing seen');

describe('queries that replay cancels', () => {
  const cancelled = (count: number, atMs = 0): Topology =>
    withNode(healthy, 's1', {
      conflicts: {
        counted: noConflicts,
        recent: [
          { at: testNow + atMs - 60_000, added: { ...noConflicts, snapshot: count - 1 } },
          { at: testNow + atMs, added: { ...noConflicts, lock: 1 } },
        ],
      },
    });

  it('count from a few on, with what they come from', () => {
    expect(after(cancelled(4)).kinds).toEqual([]);
    const { what, next } = findingOf(after(cancelled(6)), 'recovery-conflicts', 's1');
    expect(what).toBe(
      'Replay on s1 has cancelled 6 queries within the last 10 min: 5 for rows that vacuum has removed on the primary, 1 for locks that the primary took, as DDL does.',
    );
    expect(next).toContain('hot_standby_feedback');
  });

  it('are over when none was cancelled for as long as is looked back', () => {
    const watch = new Watch();
    watch.see(cancelled(6), 0);
    expect(watch.stay(cancelled(6), 2000, 590_000, 20_000).at(-1)?.kinds).toEqual([
      'recovery-conflicts/s1',
    ]);
    expect(watch.stay(cancelled(6), 602_000, 620_000).at(-1)?.kinds).toEqual([]);
  });
});

describe('a standby that is to replay late', () => {
  const delayed = (timeMs: number, changes: Partial<NodeView> = {}): Topology =>
    withNode(healthy, 's1', {
      lag: noLag({ replayBytes: 1024 ** 3, hopBytes: 1024 ** 3, timeMs }),
      replay: {
        paused: false,
        applyDelayMs: 3_600_000,
        startupWait: 'RecoveryApplyDelay',
        lastReplayedCommitAt: null,
      },
      ...changes,
    });

  it('is not late by its delay, and late beyond it', () => {
    expect(after(delayed(3_605_000)).kinds).toEqual([]);
    const { what, severity } = findingOf(after(delayed(3_630_000)), 'replay-delayed', 's1');
    expect(severity).toBe('warning');
    expect(what).toBe(
      'Standby s1 replays what is 1 h old, 30 s more than its `recovery_min_apply_delay` of 1 h.',
    );
  });

  it('is late in receiving as any other', () => {
    const late = delayed(3_600_000, {
      lag: noLag({ replayBytes: 2 * 1024 ** 3, receiveBytes: 200 * 1024 ** 2, timeMs: 3_600_000 }),
    });
    expect(after(late).kinds).toEqual(['replication-lag/s1']);
  });

  it('that is paused has one incident', () => {
    const paused = delayed(3_700_000, {
      replay: {
        paused: true,
        applyDelayMs: 3_600_000,
        startupWait: null,
        lastReplayedCommitAt: null,
      },
      wal: { writeLsn: null, receivedLsn: lsn('0/3000000'), replayLsn: lsn('0/1000000') },
    });
    const seen = after(paused);
    expect(seen.kinds).toEqual(['replay-delayed/s1', 'replay-paused/s1']);
    expect(seen.open).toHaveLength(1);
  });
});

describe('two standbys of one name', () => {
  const stranger = (applicationName: string, upstream = 'pg1'): UnmanagedStandby => ({
    upstream,
    applicationName,
    clientAddress: '10.0.0.9',
    state: 'streaming',
    syncState: 'async',
    slotName: null,
    replayBytes: 0,
    pid: 900,
  });
  const beside = (...unmanaged: readonly UnmanagedStandby[]): Topology => ({
    ...healthy,
    unmanaged,
  });

  it('count once an old connection would have been given up', () => {
    const watch = new Watch();
    expect(watch.stay(beside(stranger('S1')), 0, 60_000).at(-1)?.kinds).toEqual([]);
    const seen = watch.see(beside(stranger('S1')), 62_000);
    expect(seen.active[0]?.what).toBe(
      '2 connections to pg1 go by the `application_name` s1 (s1 among them).',
    );
    expect(seen.active[0]?.consequence).toContain('as soon as');
  });

  it('are worse where commits wait for that name', () => {
    const sync = aFirstOneView();
    const seen = after({ ...beside(stranger('s1')), sync }, 62_000);
    expect(findingOf(seen, 'duplicate-application-name', 'pg1/s1').consequence).toContain(
      'left to chance',
    );
  });

  const receiving = (applicationName: string): Topology['otherWalSenders'][number] => ({
    upstream: 'pg1',
    applicationName,
    kind: 'wal-receive',
  });
  const called = (applicationName: string, clusterName: string | null): Topology =>
    ['s1', 's2'].reduce(
      (changed, name) =>
        withNode(changed, name, {
          senderName: applicationName,
          settings: someSettings({ clusterName }),
        }),
      healthy,
    );
  const listing = (topology: Topology, name: string): Topology => ({
    ...topology,
    sync: aFirstOneView({ config: { method: 'priority', numSync: 1, names: [name] } }),
  });

  it.each([
    [
      'two programs that receive WAL',
      { ...healthy, otherWalSenders: [receiving('pg_receivewal'), receiving('pg_receivewal')] },
      'pg_receivewal',
    ],
    ['two standbys with the cluster’s name', called('orders', 'orders'), 'orders'],
    ['two standbys with Debian’s name, not visible', called('15/main', null), '15/main'],
    [
      'two unknown standbys with Debian’s name',
      beside(stranger('15/main'), stranger('15/main')),
      '15/main',
    ],
  ])('are nothing where they are %s, unless it is listed', (_, topology, name) => {
    expect(after(topology, 120_000).kinds).toEqual([]);
    expect(after(listing(topology, name), 120_000).kinds).toContain(
      `duplicate-application-name/pg1/${name}`,
    );
  });

  it('count where somebody gave the name', () => {
    expect(after(called('reports', 'orders'), 62_000).kinds).toEqual([
      'duplicate-application-name/pg1/reports',
    ]);
    const meant = withNode(beside(stranger('s1')), 's1', {
      settings: someSettings({ clusterName: 's1' }),
    });
    expect(after(meant, 62_000).kinds).toEqual(['duplicate-application-name/pg1/s1']);
  });

  it.each([
    ['on two nodes', beside(stranger('s1', 's2'))],
    [
      'that nobody gave, and nobody asks for',
      beside(stranger('walreceiver'), stranger('walreceiver')),
    ],
    ['of which there is one each', beside(stranger('s9'), stranger('s8'))],
  ])('are nothing where it is a name %s', (_, topology) => {
    expect(after(topology, 120_000).kinds).toEqual([]);
  });
});

describe('a standby with less than its primary', () => {
  const raised = someSettings({ maxConnections: 200, maxWalSenders: 20 });
  const lower = withNode(healthy, 'pg1', { settings: raised });

  it('is told before it stops, with what to raise', () => {
    const { what, consequence } = findingOf(after(lower), 'settings-too-low', 's1');
    expect(what).toBe(
      'Standby s1 has less than its primary of `max_connections` 100 (pg1 has 200), `max_wal_senders` 10 (pg1 has 20).',
    );
    expect(consequence).toContain('pauses replay');
    const old = withNode(lower, 's1', { major: 11 });
    expect(findingOf(after(old), 'settings-too-low', 's1').what).not.toContain('max_wal_senders');
    expect(findingOf(after(old), 'settings-too-low', 's1').consequence).toContain('it stops');
  });

  it('whose replay is held by it must not be told to resume', () => {
    const held = withNode(lower, 's1', {
      replay: {
        paused: true,
        applyDelayMs: 0,
        startupWait: 'RecoveryPause',
        lastReplayedCommitAt: null,
      },
      wal: { writeLsn: null, receivedLsn: lsn('0/3000000'), replayLsn: lsn('0/1000000') },
    });
    const seen = after(held);
    expect(seen.kinds).toContain('replay-paused/s1');
    expect(findingOf(seen, 'replay-paused', 's1').next).toMatch(/^Do not resume it/);
    expect(findingOf(seen, 'replay-paused', 's1').consequence).toContain('promoting it would stop');
    const hung = {
      ...held,
      sync: aFirstOneView({
        synchronousCommit: 'remote_apply',
        members: [aMember('s1', { eligible: false, withholds: 'replay-paused' })],
        commits: { kind: 'hangs', required: 1, present: 0 },
      }),
    } as const;
    expect(findingOf(after(hung), 'commits-hang').next).toMatch(
      /^Raise the settings of s1 to the primary's and restart it \(to resume its replay would stop it\); or/,
    );
    const waiting = withNode(held, 's1', { ...cutOffFrom('pg1'), receiverStatus: 'waiting' });
    expect(findingOf(after(waiting), 'standby-disconnected', 's1').next).toMatch(
      /^Raise the settings of s1 to its primary's and restart it: to resume replay would stop it/,
    );
    expect(
      seen.open.filter(({ findings }) => findings.some(({ subject }) => subject === 's1')),
    ).toHaveLength(1);
  });

  it('that is down is told why it does not come up, in the incident of its loss', () => {
    const down = withNode(lower, 's1', { ...cutOffFrom('pg1'), reach: silent() });
    const seen = after(down);
    expect(findingOf(seen, 'settings-too-low', 's1').consequence).toContain('does not start');
    expect(seen.open.flatMap(({ findings }) => findings).length).toBeGreaterThan(1);
  });

  it('may have less if it lets nobody in, and is unknown while the primary is', () => {
    const cold = ['s1', 's2'].reduce(
      (changed, name) => withNode(changed, name, { settings: someSettings({ hotStandby: 'off' }) }),
      lower,
    );
    expect(after(cold).kinds).toEqual([]);
    const watch = new Watch();
    watch.stay(lower, 0, 4000);
    const blind = withNode(lower, 'pg1', { reach: silent('timed-out', 6000) });
    expect(watch.stay(blind, 6000, 20_000).at(-1)?.kinds).toContain('settings-too-low/s1');
  });
});
