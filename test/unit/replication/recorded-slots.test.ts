import { describe, expect, it } from 'vitest';
import { someSettings } from '../../../src/replication/testing/observations.js';
import { aTopology, withNode } from '../../../src/replication/testing/topologies.js';
import type { Topology } from '../../../src/replication/topology/model.js';
import { keptFor } from '../../../src/replication/whatif/kept-wal.js';
import type { RecordedSlot } from './recorded.js';
import { recordedSlot, recordedSteps } from './recorded.js';

/** Of 18, with `idle_replication_slot_timeout = 1min`: before and after its checkpoint. */
const steps = recordedSteps(18, 'slot_timeout');
const inactiveSince = Date.parse('2026-11-20T09:40:03.324Z');

/** s1 is cut off, and its slot on pg1 is as it was recorded. */
function recorded(step: number, at: number): Topology {
  const slots = (steps[step]?.['slots'] as readonly RecordedSlot[]).map(recordedSlot);
  const settings = someSettings({ idleSlotTimeoutMs: 60_000, walKeepBytes: 1024 });
  const holding = withNode({ ...aTopology(), at }, 'pg1', { slots, settings });
  return withNode(holding, 's1', {
    upstream: { kind: 'disconnected', last: 'pg1' },
    senderRow: null,
    settings: someSettings({ primarySlotName: 's1_slot' }),
  });
}

describe('a slot that 18 gives up for want of a reader', () => {
  it('is kept until then, for the time that is left', () => {
    const [kept] = keptFor(recorded(0, inactiveSince + 20_000), ['s1']);
    expect(kept?.how).toMatchObject({
      kind: 'slot',
      limit: { kind: 'disk' },
      idle: { timeoutMs: 60_000, leftMs: 40_000 },
    });
    const [late] = keptFor(recorded(0, inactiveSince + 61_000), ['s1']);
    expect(late?.how).toMatchObject({ idle: { leftMs: 0 } });
  });

  it('is given up then, though `restart_lsn` stays and no WAL was removed', () => {
    const [kept] = keptFor(recorded(1, inactiveSince + 62_000), ['s1']);
    expect(kept?.how).toEqual({
      kind: 'no-slot',
      givenUp: { slot: 's1_slot', reason: 'idle_timeout' },
      walKeepBytes: 1024,
      hasArchive: false,
    });
  });
});
