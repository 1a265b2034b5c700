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
import { cutOffFrom, killed } from './testing/troubles.js';
import { findingOf, Watch, type Seen } from './testing/watch.js';

const healthy = aTopology({
  nodes: [aPrimaryView('pg1'), aStandbyView('s1', 'pg1'), aStandbyView('s2', 'pg1')],
  sync: anAsyncView(),
});

/** pg1 has removed all below 0/5000000; s1 has received nothing beyond 0/3000000. */
const removed = withNode(healthy, 'pg1', { removedSegments: 5n });
const stranded = withNode(removed, 's1', cutOffFrom('pg1'));

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
    const fast = { ...down, writeRate: { bytesPerSecond: 8 * 1024 ** 2, overMs: 300_000 } };
    expect(after(fast).kinds).not.toContain('standby-cannot-catch-up/s1');
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
    ['it is on another timeline', { timeline: 2 }, {}],
  ])('is not told so where %s', (_, node, upstream) => {
    const topology = withNode(withNode(stranded, 's1', node), 'pg1', upstream);
    expect(after(topology, 4000).kinds).not.toContain('standby-cannot-catch-up/s1');
  });

  it('is well again once it was cloned and streams', () => {
    const watch = new Watch();
    watch.stay(stranded, 0, 10_000);
    expect(watch.stay(removed, 12_000, 20_000).at(-1)?.open).toEqual([]);
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
    const said = (replayLsn: string): string | undefined => {
      const wal = { writeLsn: null, receivedLsn: lsn(replayLsn), replayLsn: lsn(replayLsn) };
      const seen = after(withNode(promoted, 'pg1', { wal }));
      return findingOf(seen, 'standby-disconnected', 'pg1').consequence;
    };
    expect(said('0/3000000')).toContain(
      'It is on timeline 1, s1 on timeline 2, which began beyond where it stands: it can follow.',
    );
    expect(said('0/3000080')).toContain("beyond the fork can't be told from here");
  });

  it('is over once it follows', () => {
    const watch = new Watch();
    watch.stay(promoted, 0, 10_000);
    const back = withNode(promoted, 'pg1', aStandbyView('pg1', 's1', { timeline: 2 }));
    expect(watch.stay(back, 12_000, 20_000).at(-1)?.open).toEqual([]);
  });
});
