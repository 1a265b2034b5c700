import { describe, expect, it } from 'vitest';
import { aSlot, lsn, someSettings } from '../replication/testing/observations.js';
import {
  aPrimaryView,
  aStandbyView,
  aTopology,
  anAsyncView,
  withNode,
} from '../replication/testing/topologies.js';
import type { NodeView, Topology } from '../replication/topology/model.js';
import { cutOffFrom, killed, silent } from './testing/troubles.js';
import { findingOf, Watch, type Seen } from './testing/watch.js';

const healthy = aTopology({
  nodes: [aPrimaryView('pg1'), aStandbyView('s1', 'pg1'), aStandbyView('s2', 'pg1')],
  sync: anAsyncView(),
});

/** pg1 has removed all below 0/5000000; s1 has received nothing beyond 0/3000000. */
const removed = withNode(healthy, 'pg1', { removedSegments: 5n });
const stranded = withNode(removed, 's1', cutOffFrom('pg1'));

const replaying = (startupWait: string | null): NodeView['replay'] => ({
  paused: false,
  applyDelayMs: 0,
  startupWait,
  lastReplayedCommitAt: null,
});

const after = (topology: Topology, ms = 10_000): Seen =>
  new Watch().stay(topology, 0, ms).at(-1) ?? expect.fail('nothing seen');

describe('a standby whose WAL is gone', () => {
  it('is told so, in the incident of its loss', () => {
    const seen = after(stranded);
    expect(seen.kinds).toEqual(['standby-cannot-catch-up/s1', 'standby-disconnected/s1']);
    expect(seen.open).toHaveLength(1);
    const { what, next } = findingOf(seen, 'standby-cannot-catch-up', 's1');
    expect(what).toBe(
      "Standby s1 can't catch up: pg1 has removed the WAL that it needs from 0/3000000 on, for no slot held it.",
    );
    expect(next).toContain('Clone s1 anew from pg1');
  });

  it('says that an archive may help where nobody can see whether there is one', () => {
    const unknown = withNode(stranded, 's1', {
      major: 11,
      settings: someSettings({ hasRestoreCommand: null }),
    });
    const { what } = findingOf(after(unknown), 'standby-cannot-catch-up', 's1');
    expect(what).toContain('unless an archive that pgrepl does not see has it');
  });

  it('is told so while it is down, too, unless it may have got there after it was last seen', () => {
    const down = killed(removed, 'pg1', ['s1']);
    expect(after(down).kinds).toContain('standby-cannot-catch-up/s1');
    for (const mayHaveUpTo of [lsn('0/4000000'), null]) {
      const maybe = withNode(down, 's1', { mayHaveUpTo });
      expect(after(maybe).kinds).not.toContain('standby-cannot-catch-up/s1');
    }
  });

  it.each<[string, Partial<NodeView>, Partial<NodeView>]>([
    ['what it needs is still there', {}, { removedSegments: 3n }],
    ['nobody knows what was removed', {}, { removedSegments: null }],
    ['it has an archive', { settings: someSettings({ hasRestoreCommand: true }) }, {}],
    ['its slot holds it', {}, { slots: [aSlot('s1', { active: false })] }],
    [
      'it has more than it shows, for its replay is paused',
      {
        replay: { paused: true, applyDelayMs: 0, startupWait: null, lastReplayedCommitAt: null },
      },
      {},
    ],
    [
      'it replays what it had received before it was started anew',
      { replay: replaying(null), receiverStatus: null },
      {},
    ],
    ['nobody sees what its replay waits for', { replay: replaying(null), fullyVisible: false }, {}],
    ['it was last seen so, and is down', { replay: replaying(null), reach: silent() }, {}],
    ['it is on another timeline', { timeline: 2 }, {}],
  ])('is not told so where %s', (_, node, upstream) => {
    const topology = withNode(withNode(stranded, 's1', node), 'pg1', upstream);
    expect(after(topology, 4000).kinds).not.toContain('standby-cannot-catch-up/s1');
  });

  it.each<[string, Partial<NodeView>]>([
    ['waits for the next attempt', { replay: replaying('RecoveryRetrieveRetryInterval') }],
    ['waits for WAL, up to 12', { replay: replaying('RecoveryWalAll'), major: 12 }],
    [
      'replays what it has received since its start',
      {
        replay: replaying(null),
        wal: { writeLsn: null, receivedLsn: lsn('0/3000000'), replayLsn: lsn('0/2000000') },
      },
    ],
  ])('is told so where it %s', (_, node) => {
    expect(after(withNode(stranded, 's1', node)).kinds).toContain('standby-cannot-catch-up/s1');
  });

  it('stays told while nobody can see whether it works on WAL of its own', () => {
    const watch = new Watch();
    watch.stay(stranded, 0, 10_000);
    const blind = withNode(stranded, 's1', { replay: replaying(null) });
    expect(watch.stay(blind, 12_000, 60_000).at(-1)?.kinds).toContain('standby-cannot-catch-up/s1');
    const unknown = withNode(stranded, 'pg1', { removedSegments: null });
    expect(watch.stay(unknown, 62_000, 90_000).at(-1)?.kinds).toContain(
      'standby-cannot-catch-up/s1',
    );
    const held = withNode(stranded, 'pg1', { removedSegments: 3n });
    expect(watch.stay(held, 92_000, 120_000).at(-1)?.kinds).not.toContain(
      'standby-cannot-catch-up/s1',
    );
  });

  it('is well again once it was cloned and streams', () => {
    const watch = new Watch();
    watch.stay(stranded, 0, 10_000);
    expect(watch.stay(removed, 12_000, 20_000).at(-1)?.open).toEqual([]);
  });
});

describe('a standby whose slot was given up because nobody read from it', () => {
  const slot = aSlot('s1', {
    active: false,
    activePid: null,
    walStatus: 'lost',
    invalidationReason: 'idle_timeout',
  });
  const timedOut = (removedSegments: bigint): Topology =>
    withNode(killed(healthy, 'pg1', ['s1']), 'pg1', { slots: [slot], removedSegments });

  it('needs a new slot and no more as long as its WAL is there', () => {
    const seen = after(timedOut(0n));
    expect(seen.kinds).toEqual(['slot-lost/pg1/s1', 'standby-disconnected/s1']);
    const { severity, consequence, next } = findingOf(seen, 'slot-lost', 'pg1/s1');
    expect(severity).toBe('critical');
    expect(consequence).toBe(
      "No WAL is kept for s1 any more, and it can't stream by this slot; what it needs may still be there, but each checkpoint may remove it.",
    );
    expect(next).toContain(
      "create it anew with `SELECT pg_create_physical_replication_slot('s1', true)`",
    );
    expect(findingOf(seen, 'standby-disconnected', 's1').consequence).toContain(
      'it can catch up with a new slot as long as pg1 still has its WAL',
    );
  });

  it('must be cloned anew once that is removed', () => {
    const seen = after(timedOut(5n));
    expect(seen.kinds).toEqual(['standby-cannot-catch-up/s1', 'standby-disconnected/s1']);
    const { what, next } = findingOf(seen, 'standby-cannot-catch-up', 's1');
    expect(what).toBe(
      "Standby s1 can't catch up: pg1 has removed the WAL that it needs from 0/3000000 on since nobody read from its slot s1 for `idle_replication_slot_timeout`.",
    );
    expect(next).toBe(
      'First drop slot s1 on pg1, create it anew, and clone s1 anew from pg1 (`pg_basebackup`); a longer `idle_replication_slot_timeout` would have spared it.',
    );
  });
});

describe('a standby that has gone another way', () => {
  const promoted = aTopology({
    nodes: [
      aStandbyView('pg1', 's1', {
        ...cutOffFrom('s1'),
        provenWal: { timeline: 1, lsn: lsn('0/3800000') },
        wal: { writeLsn: null, receivedLsn: lsn('0/3800000'), replayLsn: lsn('0/3800000') },
      }),
      aPrimaryView('s1', {
        timeline: 2,
        wal: { writeLsn: lsn('0/5000000'), receivedLsn: null, replayLsn: null },
      }),
      aStandbyView('s2', 's1', { timeline: 2 }),
    ],
    primary: { kind: 'one', node: 's1', timeline: 2 },
    sync: anAsyncView(),
    fork: { timeline: 2, notBefore: lsn('0/3000000'), notAfter: lsn('0/3000100') },
  });

  it('is told with what is on it alone, in the incident of its disconnection', () => {
    const seen = after(promoted);
    expect(seen.kinds).toEqual(['standby-disconnected/pg1', 'timeline-diverged/pg1']);
    expect(seen.open).toHaveLength(1);
    const { what, consequence } = findingOf(seen, 'timeline-diverged', 'pg1');
    expect(what).toBe(
      'Standby pg1 has gone another way than s1: it has replayed timeline 1 up to 0/3800000, but timeline 2 of s1 began at 0/3000100 or before.',
    );
    expect(consequence).toContain('at least 8 MB of WAL');
  });

  it.each<[string, Partial<NodeView>, Partial<Topology>]>([
    [
      'it stands between the bounds of the fork',
      { wal: { writeLsn: null, receivedLsn: lsn('0/3000080'), replayLsn: lsn('0/3000080') } },
      {},
    ],
    [
      'it has received beyond the fork, and not replayed it',
      { wal: { writeLsn: null, receivedLsn: lsn('0/3800000'), replayLsn: lsn('0/3000000') } },
      {},
    ],
    ['nothing is known of the fork', {}, { fork: null }],
    ['nobody has seen of which timeline its WAL is', { provenWal: null }, {}],
    [
      'its WAL was seen up to the fork alone',
      { provenWal: { timeline: 1, lsn: lsn('0/3000100') } },
      {},
    ],
    [
      'it was seen to receive the new timeline, whatever `pg_control` shows',
      { provenWal: { timeline: 2, lsn: lsn('0/3800000') } },
      {},
    ],
    ['it is on the new timeline', { timeline: 2 }, {}],
    [
      'it streams: what it shows of its timeline is old',
      { upstream: { kind: 'node', node: 's1', evidence: 'walsender' } },
      {},
    ],
  ])('is not told where %s', (_, node, changes) => {
    const topology = withNode({ ...promoted, ...changes }, 'pg1', node);
    expect(after(topology).kinds).not.toContain('timeline-diverged/pg1');
  });

  it('is told to be able to follow, or not to be judged, where it may be', () => {
    const said = (
      replayLsn: string,
      receivedLsn = replayLsn,
      changes: Partial<NodeView> = {},
    ): string => {
      const wal = { writeLsn: null, receivedLsn: lsn(receivedLsn), replayLsn: lsn(replayLsn) };
      const seen = after(withNode(promoted, 'pg1', { wal, ...changes }));
      return findingOf(seen, 'standby-disconnected', 'pg1').consequence;
    };
    expect(said('0/3000000')).toContain(
      'It is on timeline 1, s1 on timeline 2, which began beyond where it stands: it can follow.',
    );
    const untold = "beyond the fork can't be told from here";
    expect(said('0/3000080')).toContain(untold);
    expect(said('0/2000000', '0/3800000')).toContain(untold);
    expect(said('0/2000000', '0/2800000')).toContain('it can follow');
    expect(said('0/2000000', '0/2000000', { replay: replaying(null) })).toContain(untold);
  });

  it('is over once it follows', () => {
    const watch = new Watch();
    watch.stay(promoted, 0, 10_000);
    const back = withNode(promoted, 'pg1', aStandbyView('pg1', 's1', { timeline: 2 }));
    expect(watch.stay(back, 12_000, 20_000).at(-1)?.open).toEqual([]);
  });
});
