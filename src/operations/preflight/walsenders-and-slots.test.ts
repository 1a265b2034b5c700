import { expect, it } from 'vitest';

import { aWalSender, someSettings } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { Settings } from '../../replication/observation.js';
import type { NodeFacts, PlanInput } from '../facts.js';
import { aCheckContext, said } from '../testing/checks.js';
import { someFacts, someStates } from '../testing/plan-inputs.js';
import { walsendersAndSlots } from './walsenders-and-slots.js';

const withSlots = withNode(aTopology(), 's2', {
  senderRow: aWalSender('s2', { slotName: 's2' }).details,
});
const alone = aTopology({ nodes: aTopology().nodes.slice(0, 2) });

function having(
  settings: Partial<Settings>,
  facts: Partial<NodeFacts> = {},
  changes: Partial<PlanInput> = {},
): Partial<PlanInput> {
  return {
    states: someStates({ s1: { settings: someSettings(settings) } }),
    facts: new Map(
      ['pg1', 's1', 's2', 's3'].map((name) => [name, someFacts(name, name === 's1' ? facts : {})]),
    ),
    ...changes,
  };
}

it.each<[string, Partial<PlanInput>, string]>([
  ['room for both', {}, 'pass: s1 has 10 free walsenders for 2.'],
  [
    'room for both and a slot',
    { topology: withSlots },
    'pass: s1 has 10 free walsenders for 2 and 10 free slots for 1.',
  ],
  [
    'just enough',
    having({ maxWalSenders: 3 }, { walSendersUsed: 1 }),
    'pass: s1 has 2 free walsenders for 2.',
  ],
  [
    'too few walsenders',
    having({ maxWalSenders: 3 }, { walSendersUsed: 2 }),
    'block: s1 has only 1 free walsender for 2 (`max_wal_senders`): not everybody could follow.',
  ],
  [
    'too few of both, in a promotion',
    having(
      { maxWalSenders: 0, maxReplicationSlots: 0 },
      {},
      { kind: 'promote', topology: withSlots },
    ),
    'warn: s1 has only 0 free walsenders for 1 (`max_wal_senders`) and 0 free slots for 1 (`max_replication_slots`): not everybody could follow.',
  ],
  [
    'minimal WAL',
    having({ walLevel: 'minimal' }),
    'block: s1 has `wal_level = minimal`: no standby can receive from it.',
  ],
  [
    'an unknown number in use',
    having({}, { walSendersUsed: null }),
    'warn: Whether s1 has room for 2 more walsenders and 0 more slots is not known.',
  ],
  ['an unknown level', having({ walLevel: null }), 'warn: Whether s1 has room'],
  ['nobody who comes', { kind: 'promote', topology: alone }, 'pass: Nobody new receives from s1.'],
])('judges %s', (_, changes, expected) => {
  expect(said(walsendersAndSlots(aCheckContext(changes)))).toContain(expected);
});
