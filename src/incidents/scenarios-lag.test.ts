import { describe, expect, it } from 'vitest';
import { lsn } from '../replication/testing/observations.js';
import {
  aPrimaryView,
  aStandbyView,
  aTopology,
  anAsyncView,
  noLag,
  withNode,
} from '../replication/testing/topologies.js';
import type { Topology } from '../replication/topology/model.js';
import { killed, silent } from './testing/troubles.js';
import { findingOf, Watch } from './testing/watch.js';

const healthy = aTopology({
  nodes: [
    aPrimaryView('pg1'),
    aStandbyView('s1', 'pg1'),
    aStandbyView('s2', 'pg1'),
    aStandbyView('s3', 'pg1'),
  ],
  sync: anAsyncView(),
});

const behind = (topology: Topology, name: string, bytes: number, timeMs: number): Topology =>
  withNode(topology, name, {
    lag: noLag({ replayBytes: bytes, receiveBytes: bytes, hopBytes: bytes, timeMs }),
  });

describe('lag', () => {
  it('is never seen on an idle primary, for hours', () => {
    const watch = new Watch();
    const seen = watch.stay(healthy, 0, 2 * 3_600_000, 60_000);
    expect(seen.flatMap(({ kinds }) => kinds)).toEqual([]);
  });

  it('is never judged where it is not known', () => {
    const unknown = withNode(healthy, 's1', {
      lag: noLag({ replayBytes: null, receiveBytes: null, hopBytes: null, timeMs: null }),
    });
    const none = withNode(healthy, 's1', { lag: null });
    expect(new Watch().stay(unknown, 0, 60_000).flatMap(({ kinds }) => kinds)).toEqual([]);
    expect(new Watch().stay(none, 0, 60_000).flatMap(({ kinds }) => kinds)).toEqual([]);
  });

  it('counts once it has stood, by bytes or by time, and clears well below its bound', () => {
    const watch = new Watch();
    const late = behind(healthy, 's1', 4096, 12_000);
    expect(watch.see(late, 0).kinds).toEqual([]);
    expect(watch.see(late, 2000).kinds).toEqual([]);
    expect(watch.see(late, 4000).kinds).toEqual(['replication-lag/s1']);
    // Below the bound of 10 s, but not below half of it.
    expect(watch.stay(behind(healthy, 's1', 4096, 6000), 6000, 20_000).at(-1)?.kinds).toEqual([
      'replication-lag/s1',
    ]);
    const cured = watch.stay(behind(healthy, 's1', 0, 0), 22_000, 26_000);
    expect(cured.map(({ kinds }) => kinds.length)).toEqual([1, 1, 0]);
  });

  it('forgets a burst that passes', () => {
    const watch = new Watch();
    watch.see(behind(healthy, 's1', 1024 ** 3, 3000), 0);
    watch.see(healthy, 2000);
    expect(watch.see(behind(healthy, 's1', 1024 ** 3, 3000), 4000).kinds).toEqual([]);
  });

  it('is one incident on three standbys', () => {
    const burst = ['s1', 's2', 's3'].reduce(
      (changed, name) => behind(changed, name, 200 * 1024 ** 2, 5000),
      healthy,
    );
    const seen = new Watch().stay(burst, 0, 10_000).at(-1);
    expect(seen?.kinds).toHaveLength(3);
    expect(seen?.open).toHaveLength(1);
  });

  it('becomes critical, and a warning again only well below the critical bound', () => {
    const watch = new Watch();
    const severity = (timeMs: number, atMs: number): string | undefined =>
      watch.stay(behind(healthy, 's1', 4096, timeMs), atMs, atMs + 8000).at(-1)?.open[0]?.severity;
    expect(severity(20_000, 0)).toBe('warning');
    expect(severity(70_000, 10_000)).toBe('critical');
    expect(severity(40_000, 20_000)).toBe('critical');
    expect(severity(20_000, 30_000)).toBe('warning');
  });

  it('names the hop and the cause', () => {
    const conflict = withNode(behind(healthy, 's1', 200 * 1024 ** 2, 20_000), 's1', {
      wal: { writeLsn: null, receivedLsn: lsn('0/3000000'), replayLsn: lsn('0/1000000') },
      replay: {
        paused: false,
        applyDelayMs: 0,
        startupWait: 'RecoveryConflictSnapshot',
        lastReplayedCommitAt: null,
      },
    });
    const { what, next } = findingOf(
      new Watch().stay(conflict, 0, 4000).at(-1) ?? expect.fail(),
      'replication-lag',
      's1',
    );
    expect(what).toBe(
      'Standby s1 is 200 MB and 20 s behind pg1; 32 MB of it is received and not yet replayed, because replay waits for queries there to end (`RecoveryConflictSnapshot`).',
    );
    expect(next).toContain('End the long queries on s1');
  });

  it('leaves out the delay that is set on purpose', () => {
    const delayed = (timeMs: number): Topology =>
      withNode(healthy, 's1', {
        lag: noLag({ replayBytes: 1024 ** 3, receiveBytes: 0, hopBytes: 1024 ** 3, timeMs }),
        replay: {
          paused: false,
          applyDelayMs: 3_600_000,
          startupWait: 'RecoveryApplyDelay',
          lastReplayedCommitAt: null,
        },
      });
    expect(new Watch().stay(delayed(3_601_000), 0, 10_000).at(-1)?.kinds).toEqual([]);
    expect(new Watch().stay(delayed(3_680_000), 0, 10_000).at(-1)?.kinds).toEqual([
      'replay-delayed/s1',
    ]);
  });

  it('stays while the node is silent, until it is known to be lost', () => {
    const watch = new Watch();
    watch.stay(behind(healthy, 's1', 4096, 20_000), 0, 10_000);
    const blank = withNode(healthy, 's1', { reach: silent('timed-out', 12_000), lag: null });
    expect(watch.stay(blank, 12_000, 30_000).at(-1)?.kinds).toEqual([
      'node-unreachable/s1',
      'replication-lag/s1',
    ]);
    const lost = watch.stay(killed(healthy, 'pg1', ['s1'], 12_000), 32_000, 40_000);
    expect(lost.at(-1)?.kinds).toEqual(['standby-disconnected/s1']);
    expect(lost.at(-1)?.open).toHaveLength(1);
  });
});
