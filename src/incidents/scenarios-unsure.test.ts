import { describe, expect, it } from 'vitest';

import { lsn, testNow } from '../replication/testing/observations.js';
import {
  aPrimaryView,
  aStandbyView,
  aTopology,
  anAsyncView,
  noLag,
  withNode,
} from '../replication/testing/topologies.js';
import { unknownSync } from '../replication/sync/evaluate.js';
import type { Topology } from '../replication/topology/model.js';
import { cutOffFrom, silent } from './testing/troubles.js';
import { findingOf, Watch } from './testing/watch.js';

const healthy = aTopology({ sync: anAsyncView() });

/** The healthy cluster with s1 refusing connections, while s3 is still connected to it. */
const testified = withNode(
  withNode(healthy, 's1', { ...cutOffFrom('pg1'), reach: silent('refused') }),
  's3',
  {
    stateAt: testNow + 2000,
    upstream: { kind: 'node', node: 's1', evidence: 'remembered' },
    senderRow: null,
  },
);

describe('a standby that refuses connections while another still receives from it', () => {
  it('runs, and receives nothing, if its upstream says so', () => {
    const finding = findingOf(new Watch().see(testified, 2000), 'standby-disconnected', 's1');
    expect(finding.what).toContain('Standby s1 receives nothing since 03:12:00 UTC');
    expect(finding.what).not.toContain('is down');
  });

  it('runs, and nobody knows more, if its upstream is out of sight too', () => {
    const remembered = { kind: 'node', node: 'pg1', evidence: 'remembered' } as const;
    const blind: Topology = {
      ...withNode(withNode(testified, 'pg1', { reach: silent('timed-out') }), 's1', {
        upstream: remembered,
      }),
      primary: { kind: 'unreachable', node: 'pg1' },
      sync: unknownSync,
    };
    const finding = findingOf(new Watch().see(blind, 2000), 'standby-disconnected', 's1');
    expect(finding.what).toContain('but runs, for s3 still receives from it');
    expect(finding.evidence['connection']).toBe('cannot-tell');
  });

  it('is down if the other said that before', () => {
    const earlier = withNode(testified, 's3', { stateAt: testNow - 10 });
    const finding = findingOf(new Watch().see(earlier, 2000), 'standby-disconnected', 's1');
    expect(finding.what).toContain('Standby s1 is down');
  });
});

describe('a standby that is fed by one which receives nothing', () => {
  it('is told of with that one, for it looks well', () => {
    const cut = withNode(healthy, 's1', cutOffFrom('pg1'));
    const watch = new Watch();
    watch.see(cut, 0);
    const finding = findingOf(watch.see(cut, 2000), 'standby-disconnected', 's1');
    expect(finding.consequence).toContain('s3, fed from s1, gets nothing new either.');
  });
});

describe('a standby whose walreceiver is there and receives nothing', () => {
  const waiting = withNode(healthy, 's3', {
    upstream: { kind: 'disconnected', last: 's1' },
    receiverStatus: 'waiting',
    replay: { paused: true, applyDelayMs: 0, startupWait: null, lastReplayedCommitAt: null },
  });
  const told = (topology: Topology) => {
    const watch = new Watch();
    watch.see(topology, 0);
    return findingOf(watch.see(topology, 2000), 'standby-disconnected', 's3');
  };

  it('can’t go on to the next timeline while its replay is paused', () => {
    expect(told(waiting).what).toContain('its walreceiver waits at the end of timeline 1');
    expect(told(waiting).next).toContain('Resume replay on s3');
  });

  it('tries in vain', () => {
    const trying = withNode(waiting, 's3', { receiverStatus: 'connecting' });
    expect(told(trying).what).toContain('its walreceiver is not connected (`connecting`)');
    expect(told(trying).next).toContain('Read the log of s3');
  });
});

describe('a node that was never seen', () => {
  const never = { role: null, stateAt: null, senderRow: null, upstream: null } as const;
  const unseen = withNode(healthy, 's1', { ...never, reach: silent('starting-up') });

  it('is not told of before everybody has been asked who may know it', () => {
    const asked = withNode(unseen, 'pg1', { ...never, reach: { kind: 'not-polled-yet' } });
    const first: Topology = { ...asked, primary: { kind: 'unknown' }, sync: unknownSync };
    const watch = new Watch();
    expect(watch.stay(first, 0, 60_000).flatMap(({ kinds }) => kinds)).toEqual([]);
    expect(watch.see(unseen, 61_000).kinds).toEqual(['standby-disconnected/s1']);
  });
});

describe('a cold standby that was down', () => {
  it('is not called down any more when it runs, whether or not it receives', () => {
    const watch = new Watch();
    const down = withNode(healthy, 's2', { ...cutOffFrom('pg1'), reach: silent('refused') });
    expect(watch.see(down, 0).kinds).toContain('standby-disconnected/s2');
    const back: Topology = {
      ...withNode(withNode(healthy, 'pg1', { reach: silent('timed-out', 2000) }), 's2', {
        ...cutOffFrom('pg1'),
        upstream: { kind: 'node', node: 'pg1', evidence: 'remembered' },
        reach: { kind: 'cold', since: testNow + 2000 },
      }),
      primary: { kind: 'unreachable', node: 'pg1' },
      sync: unknownSync,
    };
    const seen = watch.stay(back, 2000, 8000).at(-1);
    expect(seen?.kinds).not.toContain('standby-disconnected/s2');
  });
});

describe('a standby that lives on an archive', () => {
  const shipped = (isComplete: boolean | null): Topology =>
    withNode(healthy, 's2', {
      upstream: { kind: 'archive' },
      senderRow: null,
      awaits: { file: '000000010000000000000003', isComplete },
      lag: noLag({ replayBytes: 9_000, receiveBytes: 9_000, timeMs: 3_600_000 }),
    });
  const kinds = (topology: Topology) => new Watch().stay(topology, 0, 6000).at(-1)?.kinds;

  it('is not late with what no archive can have yet', () => {
    expect(kinds(shipped(false))).toEqual([]);
  });

  it('is late with a file that the primary has finished long ago', () => {
    expect(kinds(shipped(true))).toEqual(['replication-lag/s2']);
    expect(kinds(shipped(null))).toEqual(['replication-lag/s2']);
  });
});

describe('a primary that can’t be asked', () => {
  const elsewhere = { kind: 'address', host: 'vip.example', port: 5432 } as const;
  const lost = (changes: Parameters<typeof withNode>[2]): Topology => ({
    ...['s1', 's2'].reduce(
      (topology, name) => withNode(topology, name, { upstream: elsewhere, senderRow: null }),
      withNode(healthy, 'pg1', changes),
    ),
    primary: { kind: 'unreachable', node: 'pg1' },
    sync: unknownSync,
  });

  it('may be behind an address that its standbys receive from: nobody is told to promote', () => {
    const topology = lost({ reach: silent('timed-out') });
    const finding = findingOf(new Watch().see(topology, 0), 'primary-unreachable', 'pg1');
    expect(finding.what).toContain(
      "s1 and s2 receive from an address that is no configured node's",
    );
    expect(finding.next).toMatch(/^Do not promote anything before it is known where s1 and s2/);
  });

  it('is told of as hidden, and not as missing, if another system answers in its place', () => {
    const watch = new Watch();
    watch.see(healthy, -2000);
    const topology = lost({ foreign: true, systemIdentifier: '42' });
    const seen = watch.see(topology, 0);
    expect(seen.kinds).toEqual(['primary-unreachable/pg1', 'wrong-server/pg1']);
    const finding = findingOf(seen, 'primary-unreachable', 'pg1');
    expect(finding.what).toMatch(/^Primary pg1 can't be asked, for at pg1\.example:5432 a server/);
    expect(finding.consequence).toContain('whether anybody can write is unknown');
  });
});

describe('a former primary beside the new one', () => {
  const promoted = (reason: 'refused' | 'timed-out'): Topology =>
    aTopology({
      nodes: [
        aPrimaryView('pg1', { reach: silent(reason) }),
        aPrimaryView('s1', { timeline: 2 }),
        aStandbyView('s2', 's1', { timeline: 2 }),
      ],
      primary: { kind: 'one', node: 's1', timeline: 2 },
      sync: anAsyncView(),
    });
  const told = (reason: 'refused' | 'timed-out') =>
    findingOf(new Watch().see(promoted(reason), 0), 'node-unreachable', 'pg1');

  it('may still accept writes if it only can’t be seen', () => {
    expect(told('timed-out').what).toContain('nobody knows whether it has stopped');
    expect(told('timed-out').consequence).toContain('It may still accept writes beside s1');
  });

  it('must not be started again as it is if it is down', () => {
    expect(told('refused').consequence).toContain('If it is started again as it is');
  });
});

describe('a primary that is lost', () => {
  const stands = (timeline: number, at: string) => ({
    timeline,
    wal: { writeLsn: null, receivedLsn: lsn(at), replayLsn: lsn(at) },
    ...cutOffFrom('s1'),
  });
  const lost = (s2: number, s3: number): Topology =>
    aTopology({
      nodes: [
        aPrimaryView('s1', { timeline: 2, reach: silent('refused') }),
        aStandbyView('s2', 's1', stands(s2, '0/5000000')),
        aStandbyView('s3', 's1', stands(s3, '0/4000000')),
      ],
      primary: { kind: 'unreachable', node: 's1' },
      sync: unknownSync,
    });
  const price = (topology: Topology): string =>
    findingOf(new Watch().see(topology, 0), 'primary-unreachable', 's1').consequence;

  it('is not to be followed by one that missed the last promotion, however far that has come', () => {
    expect(price(lost(2, 2))).toContain('s2 has received most');
    expect(price(lost(1, 2))).toContain('s3 has received most');
    expect(price(lost(1, 1))).toContain(
      'but on timeline 1, which s1 had left: what promoting it would lose is unknown',
    );
  });

  it('is no measure of what a lagging standby would lose', () => {
    const lagging = withNode(lost(2, 2), 's2', {
      upstream: { kind: 'node', node: 's1', evidence: 'remembered' },
      replay: { paused: true, applyDelayMs: 0, startupWait: null, lastReplayedCommitAt: null },
      lag: noLag({ replayBytes: 2 * 1024 ** 3, receiveBytes: 0, isLowerBound: true }),
    });
    const watch = new Watch();
    watch.see(lagging, 0);
    const finding = findingOf(watch.see(lagging, 5000), 'replication-lag', 's2');
    expect(finding.what).toContain('s2 is at least 2 GB');
    expect(finding.consequence).toContain(
      "promoting it would lose what was written after pgrepl's last look at the primary",
    );
  });
});
