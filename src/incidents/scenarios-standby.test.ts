import { describe, expect, it } from 'vitest';
import { aSlot, aWalSender, lsn } from '../replication/testing/observations.js';
import {
  aPrimaryView,
  aStandbyView,
  aTopology,
  anAsyncView,
  noLag,
  withNode,
} from '../replication/testing/topologies.js';
import type { Topology } from '../replication/topology/model.js';
import { cutOffFrom, killed, silent } from './testing/troubles.js';
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

describe('a standby that gets no WAL', () => {
  it('is not fine because it was caught up when its receiver died', () => {
    const dead = withNode(healthy, 's1', cutOffFrom('pg1'));
    const watch = new Watch();
    expect(watch.see(dead, 0).kinds).toEqual([]);
    const seen = watch.see(dead, 2000);
    expect(findingOf(seen, 'standby-disconnected', 's1')).toMatchObject({
      severity: 'warning',
      what: 'Standby s1 runs but receives nothing since 03:12:00 UTC: it has no walreceiver (it last received from pg1).',
      consequence:
        'It stands at 0/3000000, so it has missed nothing yet; no slot of its own is known to hold its WAL, so how long it can still catch up is unknown.',
    });
  });

  it('is down where its port refuses, at the first poll', () => {
    const seen = new Watch().see(killed(healthy, 'pg1', ['s1'], 0), 0);
    expect(findingOf(seen, 'standby-disconnected', 's1').what).toBe(
      'Standby s1 is down since 03:12:00 UTC: it refuses connections: nothing listens on its port.',
    );
  });

  it('is down where it is silent and its upstream has dropped it', () => {
    const gone = withNode(healthy, 's1', { ...cutOffFrom('pg1'), reach: silent('timed-out') });
    expect(findingOf(new Watch().see(gone, 0), 'standby-disconnected', 's1').what).toContain(
      'is down since 03:12:00 UTC: it does not answer within the deadline, and pg1 no longer sends to it.',
    );
  });

  it('can not be told where its upstream is silent too', () => {
    const both = withNode(withNode(healthy, 's1', { reach: silent('timed-out') }), 's3', {
      upstream: { kind: 'node', node: 's1', evidence: 'remembered' },
      reach: silent('timed-out'),
      senderRow: null,
    });
    expect(findingOf(new Watch().see(both, 0), 'standby-disconnected', 's3').what).toContain(
      'no upstream can say whether it still receives',
    );
  });

  it('is down where its port refuses, even if nobody else can be asked', () => {
    const lonely = withNode(withNode(healthy, 'pg1', { reach: silent('timed-out') }), 's1', {
      upstream: { kind: 'node', node: 'pg1', evidence: 'remembered' },
      senderRow: null,
      reach: silent('refused'),
    });
    const seen = new Watch().see({ ...lonely, primary: { kind: 'unreachable', node: 'pg1' } }, 0);
    expect(findingOf(seen, 'standby-disconnected', 's1').what).toContain('s1 is down since');
    expect(findingOf(seen, 'standby-disconnected', 's1').causes).toEqual(['node:pg1', 'node:s1']);
    expect(seen.open).toHaveLength(1);
  });

  it('can not be told to be down by an upstream that never fed it', () => {
    const archive = withNode(healthy, 's1', {
      upstream: { kind: 'archive' },
      senderRow: null,
      reach: silent('timed-out'),
    });
    expect(findingOf(new Watch().see(archive, 0), 'standby-disconnected', 's1').what).toContain(
      'no upstream can say whether it still receives',
    );
  });

  it('is cut off where it believes to receive and its upstream knows nothing of it', () => {
    const half = withNode(healthy, 's1', {
      upstream: { kind: 'node', node: 'pg1', evidence: 'receiver' },
      senderRow: null,
    });
    const watch = new Watch();
    // Two nodes are not read in the same instant.
    expect(watch.see(half, 0).kinds).toEqual([]);
    expect(findingOf(watch.see(half, 2000), 'standby-disconnected', 's1').what).toBe(
      'Standby s1 believes that it receives from pg1, but pg1 has had no walsender for it since 03:12:00 UTC.',
    );
    // A standby there under a name that is not configured may be this one.
    const stranger = {
      upstream: 'pg1',
      applicationName: 'walreceiver',
      clientAddress: null,
      state: 'streaming',
      syncState: null,
      slotName: null,
      replayBytes: 0,
      pid: 4711,
    };
    const maybe = { ...half, unmanaged: [stranger] };
    expect(new Watch().stay(maybe, 0, 10_000).at(-1)?.kinds).toEqual([]);
  });

  it('is only out of sight where its upstream still shows it streaming', () => {
    const frozen = withNode(healthy, 's1', {
      reach: silent('timed-out'),
      senderRow: aWalSender('s1', { replyAgeMs: 20_000 }).details,
    });
    const seen = new Watch().see(frozen, 0);
    expect(seen.kinds).toEqual(['node-unreachable/s1']);
    const { what, consequence } = findingOf(seen, 'node-unreachable', 's1');
    expect(what).toContain(
      'its upstream pg1 still shows it streaming, though its last reply is 20 s old.',
    );
    expect(consequence).toContain('It is frozen or cut off');
  });

  it('is not out of sight where it has just come back and its upstream was asked later', () => {
    const back = withNode(healthy, 's1', { reach: silent('refused', -10_000) });
    const watch = new Watch();
    expect(watch.see(back, 0).kinds).toEqual([]);
    expect(watch.see(back, 2000).kinds).toEqual([]);
    // A port that stays closed while it streams is another matter.
    expect(watch.see(back, 4000).kinds).toEqual(['node-unreachable/s1']);
  });

  it('is judged from its upstream where it is cold by design', () => {
    const cold = withNode(healthy, 's1', { reach: { kind: 'cold', since: 0 } });
    expect(new Watch().stay(cold, 0, 60_000).flatMap(({ kinds }) => kinds)).toEqual([]);
    const lost = withNode(cold, 's1', cutOffFrom('pg1'));
    expect(findingOf(new Watch().see(lost, 0), 'standby-disconnected', 's1').what).toContain(
      'Cold standby s1 runs, but pg1 has had no walsender for it',
    );
  });

  it('is not judged by its stream where an archive feeds it', () => {
    const archive = withNode(healthy, 's1', {
      upstream: { kind: 'archive' },
      senderRow: null,
      syncState: null,
    });
    expect(new Watch().stay(archive, 0, 60_000).flatMap(({ kinds }) => kinds)).toEqual([]);
  });

  it('is not called lost where the upstream may not show its rows', () => {
    const dim = withNode(withNode(healthy, 'pg1', { fullyVisible: false }), 's1', {
      upstream: { kind: 'node', node: 'pg1', evidence: 'receiver' },
      senderRow: null,
    });
    expect(new Watch().stay(dim, 0, 10_000).at(-1)?.kinds).toEqual(['monitoring-role-limited/']);
  });

  it('says what its slot holds and when that ends', () => {
    const slot = aSlot('s1', {
      active: false,
      activePid: null,
      retainedBytes: 512 * 1024 ** 2,
      safeWalSizeBytes: 1.5 * 1024 ** 3,
    });
    const held = withNode(killed(healthy, 'pg1', ['s1'], 0), 'pg1', {
      slots: [slot],
      wal: { writeLsn: lsn('0/5000000'), receivedLsn: null, replayLsn: null },
    });
    expect(findingOf(new Watch().see(held, 0), 'standby-disconnected', 's1').consequence).toBe(
      'It stands at 0/3000000, 32 MB behind the primary; slot s1 holds 512 MB of WAL for it and loses it after 1.5 GB more.',
    );
  });

  it('does not speak of a slot that can not be seen now', () => {
    const slot = aSlot('s1', { active: false, activePid: null, retainedBytes: 0 });
    const blind = withNode(
      withNode(healthy, 'pg1', { slots: [slot], reach: silent('timed-out') }),
      's1',
      { ...cutOffFrom('pg1'), reach: silent('refused') },
    );
    const seen = new Watch().see({ ...blind, primary: { kind: 'unreachable', node: 'pg1' } }, 0);
    expect(findingOf(seen, 'standby-disconnected', 's1').consequence).toBe(
      "It stands at 0/3000000; how much WAL is kept for it can't be seen while pg1 gives no answer.",
    );
  });

  it('is critical as the last one, and says why', () => {
    const pair = aTopology({
      nodes: [aPrimaryView('pg1'), aStandbyView('s1', 'pg1')],
      sync: anAsyncView(),
    });
    const seen = new Watch().see(killed(pair, 'pg1', ['s1'], 0), 0);
    const finding = findingOf(seen, 'standby-disconnected', 's1');
    expect(finding.severity).toBe('critical');
    expect(finding.consequence).toMatch(
      /^No standby is left that receives: what is written now exists on pg1 alone\. It stands at /,
    );
  });
});

describe('replay that is paused', () => {
  const paused = (replayed: string): Topology =>
    withNode(healthy, 's1', {
      wal: { writeLsn: null, receivedLsn: lsn('0/5000000'), replayLsn: lsn(replayed) },
      replay: { paused: true, applyDelayMs: 0, startupWait: null, lastReplayedCommitAt: null },
    });

  it('counts with WAL to apply, and not without', () => {
    expect(new Watch().stay(paused('0/5000000'), 0, 20_000).at(-1)?.kinds).toEqual([]);
    const seen = new Watch().stay(paused('0/4000000'), 0, 20_000).at(-1);
    expect(seen?.kinds).toEqual(['replay-paused/s1']);
  });

  it('is one incident with the lag it makes', () => {
    const lagging = withNode(paused('0/4000000'), 's1', {
      lag: noLag({ replayBytes: 16 * 1024 ** 2, timeMs: 30_000 }),
    });
    const seen = new Watch().stay(lagging, 0, 20_000).at(-1);
    expect(seen?.kinds).toEqual(['replay-paused/s1', 'replication-lag/s1']);
    expect(seen?.open).toHaveLength(1);
    expect(seen?.open[0]?.findings[0]?.kind).toBe('replay-paused');
  });
});

describe('a server of another system', () => {
  it('is named and taken for nothing', () => {
    const foreign = withNode(healthy, 's1', {
      foreign: true,
      role: 'primary',
      systemIdentifier: '7999',
      upstream: null,
      lag: null,
    });
    const seen = new Watch().see(foreign, 0);
    expect(seen.kinds).toEqual(['wrong-server/s1']);
    expect(findingOf(seen, 'wrong-server', 's1').what).toBe(
      'The server at s1.example:5432 that is configured as s1 belongs to another system: its identifier is 7999, that of orders is 7000000000000000001.',
    );
  });
});

describe('names of any kind', () => {
  it.each([
    ['mark-up', '<!channel> *s1* `x`'],
    ['2,000 characters', 's'.repeat(2000)],
    ['line breaks', 's1\nfine\u202e'],
  ])('leave a sentence whole: %s', (_, name) => {
    const odd = aTopology({
      cluster: name,
      nodes: [aPrimaryView('pg1'), aStandbyView(name, 'pg1'), aStandbyView('s2', 'pg1')],
      sync: anAsyncView(),
    });
    const seen = new Watch().see(killed(odd, 'pg1', [name], 0), 0);
    const finding = findingOf(seen, 'standby-disconnected', name);
    for (const text of [finding.what, finding.consequence, finding.next]) {
      expect(text.length).toBeLessThan(500);
      expect(text).not.toMatch(/[\n\u202e]/);
      expect(text).toMatch(/[.!]$/);
    }
    expect(finding.key).toBe(`${name}/standby-disconnected/${name}`);
  });
});
