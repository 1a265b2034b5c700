import { describe, expect, it } from 'vitest';
import type { Slot } from '../replication/observation.js';
import { aSlot, lsn, someSettings, testNow } from '../replication/testing/observations.js';
import {
  aPrimaryView,
  aStandbyView,
  aTopology,
  anAsyncView,
  withNode,
} from '../replication/testing/topologies.js';
import type { Topology } from '../replication/topology/model.js';
import { killed } from './testing/troubles.js';
import { findingOf, Watch, type Seen } from './testing/watch.js';

const gigabyte = 1024 ** 3;

const healthy = aTopology({
  nodes: [aPrimaryView('pg1'), aStandbyView('s1', 'pg1'), aStandbyView('s2', 'pg1')],
  sync: anAsyncView(),
  writeRate: { bytesPerSecond: 1024 ** 2, overMs: 300_000 },
});

const unread = (changes: Partial<Slot> = {}): Slot =>
  aSlot('old', { active: false, activePid: null, retainedBytes: gigabyte, ...changes });

const having = (slot: Slot, node = 'pg1', topology = healthy): Topology =>
  withNode(topology, node, { slots: [slot] });

const after = (topology: Topology, ms: number): Seen =>
  new Watch().stay(topology, 0, ms).at(-1) ?? expect.fail('nothing seen');

describe('a slot that nobody reads', () => {
  it('counts after a minute, says how fast it grows, and is over when it is dropped', () => {
    const watch = new Watch();
    expect(watch.stay(having(unread()), 0, 58_000).at(-1)?.kinds).toEqual([]);
    const seen = watch.see(having(unread()), 60_000);
    const { what, consequence, next } = findingOf(seen, 'slot-inactive', 'pg1/old');
    expect(what).toBe(
      'Slot old on pg1 has had no reader since 03:12:00 UTC and keeps 1 GB of WAL.',
    );
    expect(consequence).toBe(
      'Nothing bounds it: it grows, at the present rate by 3.5 GB an hour, until the disk of pg1 is full and pg1 stops.',
    );
    expect(next).toContain("pg_drop_replication_slot('old')");
    expect(watch.see(healthy, 62_000).kinds).toEqual([]);
  });

  it('is told at once where PostgreSQL says since when (17+)', () => {
    const slot = unread({ inactiveSince: testNow - 120_000 });
    expect(after(having(slot), 0).kinds).toEqual(['slot-inactive/pg1/old']);
  });

  it('is called a subscriber’s where it is logical', () => {
    const { what, next } = findingOf(
      after(having(unread({ kind: 'logical' })), 60_000),
      'slot-inactive',
      'pg1/old',
    );
    expect(what).toMatch(/^Logical slot old on pg1/);
    expect(next).toMatch(/^Bring its subscriber back/);
  });

  it.each([
    ['on a standby', having(unread(), 's1')],
    ['that never kept anything', having(unread({ restartLsn: null, retainedBytes: null }))],
    ['that a base backup takes along', having(unread({ temporary: true }))],
    ['that is read', having(aSlot('old', { retainedBytes: gigabyte }))],
  ])('is nothing where it is one %s', (_, topology) => {
    expect(after(topology, 120_000).kinds).toEqual([]);
  });

  it('counts where it was the copy of a failover slot before the promotion', () => {
    const slot = unread({ kind: 'logical', synced: true });
    expect(after(having(slot), 60_000).kinds).toEqual(['slot-inactive/pg1/old']);
  });

  it('is given up where it may be idle for so long alone (18+)', () => {
    const settings = someSettings({ idleSlotTimeoutMs: 3_600_000 });
    const told = (slot: Slot): string =>
      findingOf(
        after(withNode(having(slot), 'pg1', { settings }), 60_000),
        'slot-inactive',
        'pg1/old',
      ).consequence;
    const since = { inactiveSince: testNow - 2_340_000 };
    expect(told(unread(since))).toBe(
      'It grows, at the present rate by 3.5 GB an hour, but not for ever: once nobody has read from it for 1 h (`idle_replication_slot_timeout`), in 20 min, the next checkpoint gives it up and keeps nothing for it any more.',
    );
    expect(told(unread({ ...since, safeWalSizeBytes: gigabyte }))).toBe(
      'After 1 GB more it loses what it keeps (`max_slot_wal_keep_size`), in 17 min 4 s at the present rate; and once nobody has read from it for 1 h (`idle_replication_slot_timeout`), in 20 min, the next checkpoint gives it up.',
    );
    expect(told(unread({ inactiveSince: testNow - 7_200_000 }))).toContain(
      'but not for ever: nobody has read from it for longer than `idle_replication_slot_timeout` (1 h) allows, and the next checkpoint gives it up',
    );
  });

  it('says of a lost standby’s how long it may be idle (18+)', () => {
    const settings = someSettings({ idleSlotTimeoutMs: 3_600_000 });
    const slot = unread({ name: 's1', inactiveSince: testNow });
    const lost = withNode(having(slot, 'pg1', killed(healthy, 'pg1', ['s1'])), 'pg1', { settings });
    expect(findingOf(after(lost, 60_000), 'standby-disconnected', 's1').consequence).toContain(
      'slot s1 holds 1 GB of WAL for it; once nobody has read from it for 1 h (`idle_replication_slot_timeout`), in 59 min, the next checkpoint gives it up.',
    );
  });

  it('belongs to the loss of its standby, which says what it keeps', () => {
    const lost = killed(healthy, 'pg1', ['s1']);
    const slot = unread({ name: 's1' });
    const seen = after(having(slot, 'pg1', lost), 120_000);
    expect(seen.kinds).toEqual(['standby-disconnected/s1']);
    expect(seen.open[0]?.findings[0]?.consequence).toContain('slot s1 holds 1 GB of WAL');
  });
});

describe('a slot that keeps much', () => {
  const keeping = (gigabytes: number, changes: Partial<Slot> = {}): Topology =>
    having(aSlot('s1', { retainedBytes: gigabytes * gigabyte, ...changes }));

  it('counts by its bytes, and clears well below its bound', () => {
    const watch = new Watch();
    expect(watch.stay(keeping(7), 0, 10_000).at(-1)?.kinds).toEqual([]);
    const seen = watch.stay(keeping(9), 12_000, 20_000).at(-1) ?? expect.fail();
    expect(findingOf(seen, 'slot-retaining', 'pg1/s1').severity).toBe('warning');
    expect(watch.stay(keeping(5), 22_000, 40_000).at(-1)?.kinds).toEqual(['slot-retaining/pg1/s1']);
    expect(watch.stay(keeping(70), 42_000, 50_000).at(-1)?.open[0]?.severity).toBe('critical');
    expect(watch.stay(keeping(3), 52_000, 60_000).at(-1)?.kinds).toEqual([]);
  });

  it('counts by the time until it loses its WAL, where nobody reads it', () => {
    const slot = { active: false, safeWalSizeBytes: 600 * 1024 ** 2, walStatus: 'extended' };
    const { severity, what } = findingOf(after(keeping(1, slot), 4000), 'slot-retaining', 'pg1/s1');
    expect(severity).toBe('critical');
    expect(what).toBe(
      'Slot s1 on pg1 keeps 1 GB of WAL and loses it in 10 min at the present rate; nobody reads from it.',
    );
    expect(after(keeping(1, { ...slot, active: true }), 10_000).kinds).toEqual([]);
  });

  it('counts on a standby, too: its disk fills up as well', () => {
    const topology = having(unread({ retainedBytes: 9 * gigabyte }), 's2');
    expect(after(topology, 4000).kinds).toEqual(['slot-retaining/s2/old']);
  });

  it('is the standby’s own business where it is the copy of a failover slot', () => {
    const copy = unread({ kind: 'logical', synced: true, retainedBytes: 9 * gigabyte });
    expect(after(having(copy, 's2'), 4000).kinds).toEqual([]);
    const lost = { walStatus: 'lost', restartLsn: null, retainedBytes: null };
    expect(after(having({ ...copy, ...lost }, 's2'), 4000).kinds).toEqual([]);
    expect(after(having({ ...copy, ...lost }), 4000).kinds).toEqual(['slot-lost/pg1/old']);
  });

  it('joins the loss of its standby', () => {
    const lost = killed(healthy, 'pg1', ['s1']);
    const slot = unread({ name: 's1', retainedBytes: 9 * gigabyte });
    const seen = after(having(slot, 'pg1', lost), 10_000);
    expect(seen.kinds).toEqual(['slot-retaining/pg1/s1', 'standby-disconnected/s1']);
    expect(seen.open).toHaveLength(1);
    expect(seen.open[0]?.findings[0]?.kind).toBe('standby-disconnected');
  });

  it('is not told twice when its WAL is no longer reserved', () => {
    const settings = someSettings({ maxSlotWalKeepBytes: gigabyte });
    const slot = aSlot('s1', {
      retainedBytes: 9 * gigabyte,
      walStatus: 'unreserved',
      safeWalSizeBytes: -8 * gigabyte,
    });
    const seen = after(withNode(having(slot), 'pg1', { settings }), 10_000);
    expect(seen.kinds).toEqual(['slot-unreserved/pg1/s1']);
    expect(findingOf(seen, 'slot-unreserved', 'pg1/s1').what).toBe(
      'Slot s1 on pg1 keeps 9 GB of WAL, more than `max_slot_wal_keep_size` (1 GB) allows: the next checkpoint may remove what its standby still needs.',
    );
  });
});

describe('a slot that is lost', () => {
  const lostSlot = (changes: Partial<Slot> = {}): Slot =>
    unread({ walStatus: 'lost', restartLsn: null, retainedBytes: null, ...changes });

  it('is a warning where nobody is known to need it', () => {
    const { severity, next } = findingOf(after(having(lostSlot()), 0), 'slot-lost', 'pg1/old');
    expect(severity).toBe('warning');
    expect(next).toBe("Drop it with `SELECT pg_drop_replication_slot('old')` on pg1.");
  });

  it('is a warning where its standby streams without it', () => {
    const seen = after(having(lostSlot({ name: 's1' })), 0);
    const { severity, consequence } = findingOf(seen, 'slot-lost', 'pg1/s1');
    expect(severity).toBe('warning');
    expect(consequence).toContain('s1 streams all the same');
  });

  it('is critical for a subscriber, and says why it was given up', () => {
    const slot = lostSlot({ kind: 'logical', invalidationReason: 'idle_timeout' });
    const { severity, what } = findingOf(after(having(slot), 0), 'slot-lost', 'pg1/old');
    expect(severity).toBe('critical');
    expect(what).toContain('idle_replication_slot_timeout');
  });

  it('is told with its standby once that can’t come back without it', () => {
    const lost = killed(healthy, 'pg1', ['s1']);
    const seen = after(having(lostSlot({ name: 's1' }), 'pg1', lost), 10_000);
    expect(seen.kinds).toEqual(['standby-cannot-catch-up/s1', 'standby-disconnected/s1']);
    expect(seen.open).toHaveLength(1);
    expect(seen.open[0]?.findings[0]?.what).toBe(
      "Standby s1 can't catch up: its slot s1 on pg1 has lost the WAL that it needs from 0/3000000 on.",
    );
  });

  it('leaves a standby with an archive a way back', () => {
    const lost = withNode(killed(healthy, 'pg1', ['s1']), 's1', {
      settings: someSettings({ hasRestoreCommand: true }),
      wal: { writeLsn: null, receivedLsn: lsn('0/2000000'), replayLsn: lsn('0/2000000') },
    });
    const seen = after(having(lostSlot({ name: 's1' }), 'pg1', lost), 10_000);
    expect(seen.kinds).toEqual(['slot-lost/pg1/s1', 'standby-disconnected/s1']);
    expect(seen.open).toHaveLength(1);
  });
});
