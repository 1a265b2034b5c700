import { describe, expect, it } from 'vitest';
import { unknownSync } from '../replication/sync/evaluate.js';
import {
  aPrimaryView,
  aStandbyView,
  aTopology,
  anAsyncView,
  noLag,
  withNode,
} from '../replication/testing/topologies.js';
import { lsn } from '../replication/testing/observations.js';
import type { Topology } from '../replication/topology/model.js';
import { cutOffFrom, killed, silent } from './testing/troubles.js';
import { findingOf, Watch } from './testing/watch.js';

/** `pg1` feeds s1, s2 and s3; s4 hangs below s1; all asynchronous. */
const wide = aTopology({
  nodes: [
    aPrimaryView('pg1'),
    aStandbyView('s1', 'pg1'),
    aStandbyView('s2', 'pg1'),
    aStandbyView('s3', 'pg1'),
    aStandbyView('s4', 's1'),
  ],
  sync: anAsyncView(),
});

function primaryLost(topology: Topology, atMs: number): Topology {
  const lost: Topology = {
    ...withNode(topology, 'pg1', { reach: silent('refused', atMs) }),
    primary: { kind: 'unreachable', node: 'pg1' },
    sync: unknownSync,
  };
  return ['s1', 's2', 's3'].reduce(
    (changed, name) => withNode(changed, name, cutOffFrom('pg1')),
    lost,
  );
}

describe('a lost primary', () => {
  it('is one incident with its standbys and their cascade', () => {
    const watch = new Watch();
    watch.see(wide, 0);
    const lost = primaryLost(wide, 2000);
    const first = watch.see(lost, 2010);
    expect(first.kinds).toEqual(['primary-unreachable/pg1']);
    const all = [first, ...watch.stay(lost, 4000, 60_000)];
    const last = all.at(-1);
    expect(last?.kinds).toEqual([
      'primary-unreachable/pg1',
      'standby-disconnected/s1',
      'standby-disconnected/s2',
      'standby-disconnected/s3',
    ]);
    expect(last?.open).toHaveLength(1);
    expect(last?.open[0]?.severity).toBe('critical');
    const told = all.flatMap((seen) => seen.notices);
    // The message, its edit as the standbys join, and nothing in the thread.
    expect(told.filter((notice) => notice.kind === 'thread')).toEqual([]);
    expect(told.map((notice) => notice.reason)).toEqual(['opened', 'finding-added']);
  });

  it('says what the standbys say, who has received most and what that would lose', () => {
    const ahead = withNode(wide, 's2', {
      wal: { writeLsn: null, receivedLsn: lsn('0/3000100'), replayLsn: lsn('0/3000100') },
    });
    const finding = findingOf(
      new Watch().see(primaryLost(ahead, 0), 0),
      'primary-unreachable',
      'pg1',
    );
    expect(finding.what).toBe(
      'Primary pg1 refuses connections: nothing listens on its port since 03:12:00 UTC. None of the 3 standbys that it fed and that answer receives from it any more.',
    );
    expect(finding.consequence).toContain('s2 has received most (up to 0/3000100)');
    expect(finding.consequence).toContain("written after pgrepl's last look at pg1");
  });

  it('warns against a promotion while the standbys still receive', () => {
    const hidden: Topology = {
      ...withNode(wide, 'pg1', { reach: silent('timed-out', 0) }),
      primary: { kind: 'unreachable', node: 'pg1' },
      sync: unknownSync,
    };
    const watch = new Watch();
    const ahead = withNode(wide, 's1', {
      wal: { writeLsn: null, receivedLsn: lsn('0/2FFFF00'), replayLsn: lsn('0/2FFFF00') },
    });
    watch.see(ahead, -2000);
    // What arrived between the last look at the primary and its silence proves nothing.
    const before = findingOf(watch.see(hidden, 0), 'primary-unreachable', 'pg1');
    expect(before.what).toContain(
      '3 of the 3 standbys that it fed are still connected to it (s1, s2 and s3), but no new WAL has arrived',
    );
    expect(before.next).toContain('Do not promote anything before pg1 is known to be down');
    expect(findingOf(watch.see(hidden, 1000), 'primary-unreachable', 'pg1').what).toContain(
      'no new WAL has arrived',
    );
    const moved = withNode(hidden, 's1', {
      wal: { writeLsn: null, receivedLsn: lsn('0/3000200'), replayLsn: lsn('0/3000200') },
    });
    const after = findingOf(watch.see(moved, 2000), 'primary-unreachable', 'pg1');
    expect(after.what).toContain('and new WAL arrives there.');
    expect(after.consequence).toBe(
      "pg1 lives and accepts writes: what is broken is pgrepl's own way to it.",
    );
  });

  it('is only suspected where it was never seen', () => {
    const never: Topology = {
      ...withNode(wide, 'pg1', { role: null, reach: silent('dns') }),
      primary: { kind: 'unreachable', node: 'pg1' },
      sync: unknownSync,
    };
    expect(findingOf(new Watch().see(never, 0), 'primary-unreachable', 'pg1').what).toContain(
      'No node that answers is primary, and pg1, which may be it, has a host name that does not resolve since 03:12:00 UTC.',
    );
  });

  it('stays the same incident through the promotion of a standby', () => {
    const watch = new Watch();
    watch.see(wide, 0);
    const lost = primaryLost(wide, 2000);
    const incident = watch.stay(lost, 2000, 10_000).at(-1)?.open[0];
    const promoted: Topology = {
      ...withNode(lost, 's1', {
        role: 'primary',
        timeline: 2,
        upstream: null,
        lag: null,
        replay: null,
      }),
      primary: { kind: 'one', node: 's1', timeline: 2 },
      sync: anAsyncView(),
    };
    // What was said of s1 as a standby, and of pg1 as the primary, can't be so any more.
    expect(watch.see(promoted, 12_000).kinds).toEqual([
      'node-unreachable/pg1',
      'role-changed/s1',
      'standby-disconnected/s2',
      'standby-disconnected/s3',
    ]);
    const seen = watch.stay(promoted, 14_000, 20_000).at(-1);
    expect(seen?.kinds).toEqual([
      'node-unreachable/pg1',
      'role-changed/s1',
      'standby-disconnected/s2',
      'standby-disconnected/s3',
    ]);
    expect(seen?.open.map(({ id }) => id)).toEqual([incident?.id]);
    const change = seen?.active.find(({ kind }) => kind === 'role-changed');
    expect(change?.what).toBe(
      's1 became primary at 03:12:00 UTC, on timeline 2 in place of pg1. s2 and s3 do not follow it.',
    );
    expect(change?.causes).toEqual(['node:pg1', 'node:s1']);
    const old = seen?.active.find(({ kind }) => kind === 'node-unreachable');
    expect(old?.consequence).toContain('it accepts writes beside s1, and the two diverge');
  });
});

describe('a lost cascade parent', () => {
  it('is one incident with its branch', () => {
    const watch = new Watch();
    watch.see(wide, 0);
    const lost = withNode(killed(wide, 'pg1', ['s1'], 2000), 's4', {
      ...cutOffFrom('s1'),
      lag: noLag({ replayBytes: 2 * 1024 ** 3, timeMs: 120_000 }),
    });
    const seen = watch.stay(lost, 2000, 30_000).at(-1);
    expect(seen?.kinds).toEqual(['standby-disconnected/s1', 'standby-disconnected/s4']);
    expect(seen?.open).toHaveLength(1);
    expect(seen?.active.find(({ subject }) => subject === 's4')?.next).toBe(
      'Bring s1 back, or point `primary_conninfo` of s4 at a node that still serves.',
    );
  });

  it('also takes in the lag below a node that runs without receiving', () => {
    const stale = withNode(withNode(wide, 's1', cutOffFrom('pg1')), 's4', {
      lag: noLag({ replayBytes: 100 * 1024 ** 2, hopBytes: 0 }),
    });
    const seen = new Watch().stay(stale, 0, 10_000).at(-1);
    expect(seen?.kinds).toEqual(['replication-lag/s4', 'standby-disconnected/s1']);
    expect(seen?.open).toHaveLength(1);
    expect(seen?.active.find(({ kind }) => kind === 'replication-lag')?.what).toContain(
      '100 MB of it is the lag of its upstream s1 itself',
    );
  });
});

describe('a standby that was lost before its upstream', () => {
  it('stays an incident of its own', () => {
    const early = withNode(wide, 's4', cutOffFrom('s1'));
    const watch = new Watch();
    watch.stay(early, 0, 20_000);
    const lost = withNode(primaryLost(wide, 22_000), 's4', cutOffFrom('s1'));
    const seen = watch.stay(lost, 22_000, 40_000).at(-1);
    expect(seen?.kinds).toHaveLength(5);
    expect(seen?.open.map(({ findings }) => findings.length).toSorted()).toEqual([1, 4]);
  });
});

describe('standbys that are lost for reasons of their own', () => {
  it('are incidents of their own', () => {
    const two = killed(wide, 'pg1', ['s1', 's2'], 0);
    expect(
      new Watch().see(withNode(two, 's4', { reach: { kind: 'answers' } }), 0).open,
    ).toHaveLength(2);
  });

  it('are not one because the last of them is lost in the end', () => {
    const watch = new Watch();
    const two = killed(wide, 'pg1', ['s1', 's2'], 0);
    watch.stay(two, 0, 60_000);
    expect(watch.see(killed(two, 'pg1', ['s3'], 62_000), 62_000).open).toHaveLength(3);
  });

  it('are one if their upstream has lost them all: then the trouble is at its end', () => {
    const all = killed(wide, 'pg1', ['s1', 's2', 's3'], 0);
    const seen = new Watch().see(withNode(all, 's4', cutOffFrom('s1')), 0);
    expect(seen.open).toHaveLength(1);
    expect(seen.open[0]?.severity).toBe('critical');
  });
});

describe('a cluster of which no node answers', () => {
  const names = ['pg1', 's1', 's2', 's3', 's4'];
  const allSilent = (reason: Parameters<typeof silent>[0]): Topology =>
    names.reduce<Topology>(
      (changed, name) => withNode(changed, name, { reach: silent(reason, 0) }),
      { ...wide, primary: { kind: 'unreachable', node: 'pg1' }, sync: unknownSync },
    );

  it('is told of once, with what pgrepl can not tell', () => {
    const seen = new Watch().see(allSilent('timed-out'), 0);
    expect(seen.kinds).toEqual(['cluster-invisible/']);
    expect(findingOf(seen, 'cluster-invisible').consequence).toBe(
      "pgrepl is blind here and can't tell whether the cluster is broken or only its own network.",
    );
  });

  it('does not blame its own network where servers refuse', () => {
    const seen = new Watch().see(allSilent('refused'), 0);
    expect(findingOf(seen, 'cluster-invisible').consequence).not.toContain('network');
  });

  it('keeps what was wrong before, in one incident', () => {
    const watch = new Watch();
    const before = watch.see(killed(wide, 'pg1', ['s2'], 0), 0);
    const seen = watch.stay(allSilent('timed-out'), 2000, 60_000).at(-1);
    expect(seen?.kinds).toEqual(['cluster-invisible/', 'standby-disconnected/s2']);
    expect(seen?.open.map(({ id }) => id)).toEqual([before.open[0]?.id]);
  });
});

describe('more than one primary', () => {
  it('names them, whom the standbys follow, and how far each is', () => {
    const split: Topology = {
      ...withNode(wide, 's3', {
        role: 'primary',
        timeline: 2,
        upstream: null,
        lag: null,
        replay: null,
        wal: { writeLsn: lsn('0/3004000'), receivedLsn: null, replayLsn: null },
      }),
      primary: { kind: 'several', nodes: ['pg1', 's3'] },
      sync: unknownSync,
    };
    const finding = findingOf(new Watch().see(split, 0), 'several-primaries');
    expect(finding.severity).toBe('critical');
    expect(finding.what).toBe(
      'pg1 and s3 are both primaries of the same system since 03:12:00 UTC. s1 and s2 follow pg1.',
    );
    expect(finding.consequence).toContain(
      'pg1 is at 0/3000000 on timeline 1, s3 is at 0/3004000 on timeline 2, 16 kB apart.',
    );
    expect(finding.next).toContain('s3 is on the newest timeline');
  });
});

describe('no primary', () => {
  it('counts once it lasts longer than a switchover', () => {
    const none: Topology = {
      ...withNode(wide, 'pg1', { role: 'standby', upstream: { kind: 'unknown' } }),
      primary: { kind: 'none', last: 'pg1' },
      sync: unknownSync,
    };
    const watch = new Watch();
    expect(watch.see(none, 0).kinds).toEqual([]);
    const seen = watch.see(none, 2000);
    expect(seen.kinds).toContain('no-primary/');
    expect(findingOf(seen, 'no-primary').what).toContain('pg1 was it last');
  });
});
