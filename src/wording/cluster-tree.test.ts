import { describe, expect, it } from 'vitest';
import { aSlot, aWalSender, lsn, testNow } from '../replication/testing/observations.js';
import {
  aPrimaryView,
  aStandbyView,
  aTopology,
  noLag,
  withNode,
} from '../replication/testing/topologies.js';
import { clusterTree } from './cluster-tree.js';
import { slotTable } from './slot-table.js';

const sender = (slotName: string | null, state = 'streaming') =>
  aWalSender('x', { slotName, state }).details;

describe('clusterTree', () => {
  it('draws roles, lag and slots in columns, each node below its upstream', () => {
    const topology = aTopology({
      nodes: [
        aPrimaryView('pg1', {
          wal: { writeLsn: lsn('0/5A1C2F8'), receivedLsn: null, replayLsn: null },
        }),
        aStandbyView('s1', 'pg1', { syncState: 'sync', senderRow: sender('s1') }),
        aStandbyView('s2', 'pg1', { syncState: 'potential' }),
        aStandbyView('s3', 's1', {
          lag: noLag({ replayBytes: 16_384, hopBytes: 16_384, timeMs: 200 }),
        }),
      ],
    });
    expect(clusterTree(topology)).toEqual([
      'pg1       primary               0/5A1C2F8',
      '├─ s1     sync       streaming  0 B        0 s     slot s1',
      '│  └─ s3  async      streaming  16 kB      200 ms  16 kB behind s1',
      '└─ s2     potential  streaming  0 B        0 s',
    ]);
  });

  it('says ? for what is not known, never 0', () => {
    const topology = aTopology({
      nodes: [
        aPrimaryView('pg1', { wal: { writeLsn: null, receivedLsn: null, replayLsn: null } }),
        aStandbyView('s1', 'pg1', { syncState: null, senderRow: null, lag: null }),
        aStandbyView('s2', 'pg1', { lag: noLag({ timeMs: 90_000, timeIsLowerBound: true }) }),
      ],
    });
    expect(clusterTree(topology)).toEqual([
      'pg1    primary             ?',
      '├─ s1  standby  receives   ?    ?',
      '└─ s2  async    streaming  0 B  ≥ 1 min 30 s',
    ]);
  });

  it('marks silent, cold, foreign and disconnected nodes with the reason', () => {
    const topology = aTopology({
      nodes: [
        aPrimaryView('pg1'),
        aStandbyView('s1', 'pg1', {
          reach: { kind: 'silent', reason: 'timed-out', detail: '', since: testNow, polls: 3 },
        }),
        aStandbyView('s2', 'pg1', { reach: { kind: 'cold', since: testNow }, lag: null }),
        aStandbyView('s3', 'pg1', {
          upstream: { kind: 'disconnected', last: 'pg1' },
          senderRow: null,
          syncState: null,
          lag: noLag({ timeMs: null }),
        }),
        aPrimaryView('s4', { foreign: true, systemIdentifier: '42' }),
      ],
    });
    const tree = clusterTree(topology).join('\n');
    expect(tree).toMatch(/├─ s1 .*silent .*timed out since 03:12:00 UTC, upstream still sends/);
    expect(tree).toMatch(/├─ s2 .*streaming +\? +\? +cold, cannot be queried/);
    expect(tree).toMatch(/└─ s3 .*disconnected +0 B +\? +has missed nothing yet/);
    expect(tree).toMatch(/^s4 +foreign +not counted +other system 42$/m);
  });

  it('shows nothing of a silent node as if it were so now', () => {
    const silent = {
      kind: 'silent',
      reason: 'refused',
      detail: '',
      since: testNow,
      polls: 3,
    } as const;
    const topology = aTopology({
      nodes: [
        aPrimaryView('pg1', { reach: silent }),
        aStandbyView('s1', 'pg1', {
          reach: silent,
          upstream: { kind: 'disconnected', last: 'pg1' },
          senderRow: null,
          syncState: null,
          replay: { paused: true, applyDelayMs: 0, startupWait: null, lastReplayedCommitAt: null },
        }),
      ],
      primary: { kind: 'unreachable', node: 'pg1' },
    });
    expect(clusterTree(topology)).toEqual([
      'pg1    primary  silent  ?     connection refused since 03:12:00 UTC, last seen at 0/3000000',
      '└─ s1  standby  silent  ?  ?  connection refused since 03:12:00 UTC, last seen at 0/3000000',
    ]);
  });

  it('takes a standby at its word that nothing feeds it, whatever its upstream still shows', () => {
    const topology = withNode(aTopology(), 's1', {
      upstream: { kind: 'disconnected', last: 'pg1' },
      lag: noLag({ replayBytes: 2_048, receiveBytes: 1_024, timeMs: 3_000 }),
    });
    expect(clusterTree(topology).join('\n')).toMatch(
      /s1 +sync +disconnected +2 kB +3 s +pg1 still shows it streaming, has missed 1 kB/,
    );
  });

  it('gives bounds, and the position, while the primary can’t say where it is', () => {
    const nodes = [
      aPrimaryView('pg1', {
        reach: { kind: 'silent', reason: 'timed-out', detail: '', since: testNow, polls: 3 },
      }),
      aStandbyView('s1', 'pg1', { lag: noLag({ isLowerBound: true }) }),
      aStandbyView('s2', 'pg1', {
        lag: noLag({ isLowerBound: true, replayBytes: 2_048, timeMs: 4_000 }),
      }),
    ];
    const primary = { kind: 'unreachable', node: 'pg1' } as const;
    const tree = clusterTree(aTopology({ nodes, primary }));
    expect(tree[1]).toMatch(/s1 .* \? +\? +received up to 0\/3000000$/);
    expect(tree[2]).toMatch(/s2 .* ≥ 2 kB +≥ 4 s +received up to 0\/3000000$/);
  });

  it('tells a former primary from the one that serves', () => {
    const gone = {
      kind: 'silent',
      reason: 'refused',
      detail: '',
      since: testNow,
      polls: 3,
    } as const;
    const nodes = [aPrimaryView('pg1', { reach: gone }), aPrimaryView('s1')];
    const primary = { kind: 'one', node: 's1', timeline: 1 } as const;
    expect(clusterTree(aTopology({ nodes, primary }))[1]).toMatch(/^pg1 +was primary +silent +\?/);
  });

  it('shows archive-fed nodes, unmanaged standbys and base backups', () => {
    const topology = aTopology({
      nodes: [
        aPrimaryView('pg1'),
        aStandbyView('s1', 'pg1', {
          upstream: { kind: 'archive' },
          senderRow: null,
          syncState: null,
          awaits: { file: '000000010000000000000003', isComplete: false },
        }),
        aStandbyView('s2', 'pg1', {
          upstream: { kind: 'address', host: '10.0.0.9', port: null },
        }),
      ],
      unmanaged: [
        {
          upstream: 'pg1',
          applicationName: 'reporting',
          clientAddress: '10.0.0.7',
          state: 'streaming',
          syncState: 'async',
          slotName: null,
          replayBytes: null,
          pid: 4711,
        },
      ],
      otherWalSenders: [{ upstream: 'pg1', applicationName: 'pg_basebackup', kind: 'base-backup' }],
    });
    const tree = clusterTree(topology);
    expect(tree[1]).toMatch(
      /^├─ reporting +async +streaming +\? +\? +not configured, 10\.0\.0\.7$/,
    );
    expect(tree[2]).toMatch(/^└─ pg_basebackup +no standby +base backup$/);
    expect(tree[3]).toMatch(
      /^s1 +standby +archive +0 B +0 s +waits for 000000010000000000000003, which is still being written$/,
    );
    expect(tree[4]).toMatch(/from 10\.0\.0\.9:\?, not configured$/);
  });

  it('shows every node once when two standbys name each other', () => {
    const nodes = [aStandbyView('a', 'b'), aStandbyView('b', 'a')];
    const tree = clusterTree(aTopology({ nodes, primary: { kind: 'unknown' } }));
    expect(tree.map((row) => /[ab]/.exec(row)?.[0])).toEqual(['a', 'b']);
  });

  it('keeps its columns for names of 2,000 characters and for marks that turn the line', () => {
    const long = 'x'.repeat(2_000);
    const nodes = [
      aPrimaryView('pg1'),
      aStandbyView(long, 'pg1'),
      aStandbyView('evil\u202Ename\n```', 'pg1'),
    ];
    const tree = clusterTree(aTopology({ nodes }));
    expect(tree[1]).toContain('x…  async');
    expect(tree[1]?.length).toBeLessThan(100);
    expect(tree[2]).toContain('evil\uFFFDname ˋˋˋ');
    expect(tree[1]?.indexOf('async')).toBe(tree[2]?.indexOf('async'));
  });

  it('says when a timeline, a pause or a second primary sets a node apart', () => {
    let topology = aTopology({ primary: { kind: 'one', node: 'pg1', timeline: 3 } });
    topology = withNode(topology, 's2', {
      replay: {
        paused: true,
        applyDelayMs: 3_600_000,
        startupWait: null,
        lastReplayedCommitAt: null,
      },
    });
    expect(clusterTree(topology).join('\n')).toMatch(
      /s2 .*replay paused, delayed on purpose by 1 h, timeline 1/,
    );
    const two = aTopology({
      nodes: [aPrimaryView('a'), aPrimaryView('b')],
      primary: { kind: 'several', nodes: ['a', 'b'] },
    });
    expect(clusterTree(two)).toHaveLength(2);
    expect(clusterTree(two)[1]).toContain('one of 2 primaries');
  });
});

describe('slotTable', () => {
  it('tells what a slot keeps back, and ? where that is not known', () => {
    const slots = [
      aSlot('s1', { retainedBytes: 16_777_216 }),
      aSlot('old', { active: false, retainedBytes: null, walStatus: 'lost' }),
      aSlot('fresh', { restartLsn: null, retainedBytes: null, walStatus: null, active: false }),
    ];
    expect(slotTable(aTopology({ nodes: [aPrimaryView('pg1', { slots })] }))).toEqual([
      'pg1  s1     physical  active    keeps 16 MB   reserved',
      'pg1  old    physical  inactive  keeps ?       lost',
      'pg1  fresh  physical  inactive  keeps no WAL',
    ]);
  });

  it('does not tell of a silent node’s slots, of which nothing is known now', () => {
    const reach = {
      kind: 'silent',
      reason: 'refused',
      detail: '',
      since: testNow,
      polls: 3,
    } as const;
    const nodes = [aPrimaryView('pg1', { reach, slots: [aSlot('s1')] })];
    expect(slotTable(aTopology({ nodes }))).toEqual([]);
  });
});
