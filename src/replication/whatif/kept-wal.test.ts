import { describe, expect, it } from 'vitest';
import { aSlot, lsn, someSettings, testNow } from '../testing/observations.js';
import { aTopology, withNode } from '../testing/topologies.js';
import type { NodeView, Topology } from '../topology/model.js';
import { keptFor } from './kept-wal.js';

describe('what is kept for a standby that is gone', () => {
  const slotOf = (changes: Parameters<typeof aSlot>[1], more: Partial<NodeView> = {}): Topology =>
    withNode(aTopology({ writeRate: { bytesPerSecond: 1000, overMs: 60_000 } }), 'pg1', {
      slots: [aSlot('s1', changes)],
      ...more,
    });
  const idle = (changes: Parameters<typeof aSlot>[1] = {}): Topology =>
    slotOf(changes, { settings: someSettings({ idleSlotTimeoutMs: 3_600_000 }) });
  const cutOff = (topology: Topology): Topology =>
    withNode(topology, 's1', {
      upstream: { kind: 'disconnected', last: 'pg1' },
      senderRow: null,
    });

  it.each<[string, Topology, object]>([
    ['a slot without a bound fills the disk', slotOf({}), { limit: { kind: 'disk' }, idle: null }],
    [
      'a slot with one lasts as long as the rate allows',
      slotOf({ safeWalSizeBytes: 60_000, retainedBytes: 5 }),
      {
        retainedBytes: 5,
        limit: { kind: 'size', bytes: 60_000, inMs: 60_000 },
        hasArchive: false,
      },
    ],
    [
      'an archive has it besides',
      withNode(slotOf({ safeWalSizeBytes: 60_000 }), 's1', {
        settings: someSettings({ hasRestoreCommand: true }),
      }),
      { kind: 'slot', hasArchive: true },
    ],
    [
      'below 13 there is no bound',
      slotOf({ walStatus: null }, { major: 12 }),
      { limit: { kind: 'disk' } },
    ],
    [
      'there is a bound that is not shown',
      slotOf({}, { settings: someSettings({ maxSlotWalKeepBytes: 1000 }) }),
      { limit: { kind: 'unknown' } },
    ],
    [
      'there is none',
      withNode(aTopology(), 'pg1', { settings: someSettings({ walKeepBytes: 1024 }) }),
      { kind: 'no-slot', givenUp: null, walKeepBytes: 1024, hasArchive: false },
    ],
    [
      'a slot is given up that it does without',
      slotOf({ walStatus: 'lost', restartLsn: null }),
      { kind: 'no-slot', givenUp: { slot: 's1', reason: null }, walKeepBytes: 0 },
    ],
    [
      'a slot is given up for want of a reader, and its WAL may still be there',
      cutOff(slotOf({ active: false, walStatus: 'lost', invalidationReason: 'idle_timeout' })),
      { kind: 'no-slot', givenUp: { slot: 's1', reason: 'idle_timeout' } },
    ],
    [
      'a slot has lost its WAL, and nothing else has it',
      cutOff(slotOf({ active: false, walStatus: 'lost', restartLsn: null })),
      { kind: 'lost', lost: { why: 'slot-lost', upstream: 'pg1', slot: 's1' } },
    ],
    [
      'a slot that is read has all its time before it',
      idle({ inactiveSince: null }),
      { limit: { kind: 'disk' }, idle: { timeoutMs: 3_600_000, leftMs: 3_600_000 } },
    ],
    [
      'a slot that nobody reads has what is left',
      idle({ active: false, inactiveSince: testNow - 2_400_000 }),
      { idle: { timeoutMs: 3_600_000, leftMs: 1_200_000 } },
    ],
    [
      'a slot that nobody has read for too long has none',
      idle({ active: false, inactiveSince: testNow - 4_000_000 }),
      { idle: { leftMs: 0 } },
    ],
    [
      'its upstream gives no answer',
      withNode(slotOf({}), 'pg1', {
        reach: { kind: 'silent', reason: 'timed-out', detail: '', since: testNow, polls: 3 },
      }),
      { kind: 'unknown' },
    ],
    [
      'it reads an archive',
      withNode(aTopology(), 's1', { upstream: { kind: 'archive' } }),
      { kind: 'archive' },
    ],
  ])('%s', (_, topology, how) => {
    expect(keptFor(topology, ['s1'])).toMatchObject([{ node: 's1', upstream: 'pg1', how }]);
  });

  it('has no such time where the slot keeps no WAL, or is the copy of a failover slot', () => {
    const idleOf = (topology: Topology): unknown => {
      const [kept] = keptFor(topology, ['s1']);
      return kept?.how.kind === 'slot' ? kept.how.idle : 'none';
    };
    expect(idleOf(idle({ restartLsn: null }))).toBeNull();
    expect(idleOf(idle({ restartLsn: lsn('0/1000000') }))).toMatchObject({ leftMs: 3_600_000 });
  });

  it('is nothing where its upstream is gone too', () => {
    expect(keptFor(aTopology(), ['s1', 's3']).map(({ node }) => node)).toEqual(['s1']);
    expect(keptFor(aTopology(), ['pg1', 's1'])).toEqual([]);
  });
});
