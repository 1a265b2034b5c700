import { describe, expect, it } from 'vitest';
import { lsn, testNow } from '../replication/testing/observations.js';
import { aTopology, noLag, withNode } from '../replication/testing/topologies.js';
import { lagReport } from './lag-report.js';
import { toTerminal } from './sections.js';
import { aSnapshot } from './testing/incidents.js';

describe('the lag report', () => {
  it('says where most of a lag is, and nothing of whoever is caught up', () => {
    const topology = withNode(aTopology(), 's2', {
      lag: noLag({ replayBytes: 16 * 1024 ** 2, hopBytes: 16 * 1024 ** 2, timeMs: 4000 }),
      wal: { writeLsn: null, receivedLsn: lsn('0/3000000'), replayLsn: lsn('0/2000000') },
      replay: {
        paused: false,
        applyDelayMs: 0,
        startupWait: 'RecoveryConflictLock',
        lastReplayedCommitAt: null,
      },
    });
    const text = toTerminal(lagReport(aSnapshot({ topology }), testNow));
    expect(text).toMatch(/^standby +from +behind +this hop +write +flush +replay +where/m);
    expect(text).toMatch(/^s2 +pg1 +16 MB +4 s .*replaying \(waits for a query\)$/m);
    const cutOff = withNode(topology, 's2', { upstream: { kind: 'disconnected', last: 'pg1' } });
    expect(toTerminal(lagReport(aSnapshot({ topology: cutOff }), testNow))).toMatch(
      /^s2 +nowhere \(last pg1\) +16 MB +4 s [^a-z]*MB[^a-z]*$/m,
    );
    expect(text).toMatch(/^s1 +pg1 +0 B +0 s [^a-z]*0 B[^a-z]*$/m);
  });
});
