import { expect, it } from 'vitest';
import { aSlot, aWalSender } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { Slot } from '../../replication/observation.js';
import type { Topology } from '../../replication/topology/model.js';
import type { PlanInput } from '../facts.js';
import { aCheckContext, said } from '../testing/checks.js';
import { walsendersAndSlots } from './walsenders-and-slots.js';

/** Both standbys read by slots of pg1; s1, the target, has these. */
function having(onTarget: readonly Slot[], onPrimary: readonly Slot[] = []): Topology {
  const slotted = ['s1', 's2'].reduce(
    (changed, name) =>
      withNode(changed, name, { senderRow: aWalSender(name, { slotName: name }).details }),
    withNode(aTopology(), 'pg1', { slots: [aSlot('s1'), aSlot('s2'), ...onPrimary] }),
  );
  return withNode(slotted, 's1', { slots: onTarget });
}

const judged = (topology: Topology, kind: PlanInput['kind'] = 'switchover'): string =>
  said(walsendersAndSlots(aCheckContext({ topology, kind })));

const logical = (name: string, changes: Partial<Slot> = {}): Slot =>
  aSlot(name, { kind: 'logical', ...changes });

it.each([
  ['is lost', aSlot('s2', { active: false, walStatus: 'lost' }), 'has lost WAL'],
  [
    'was invalidated',
    aSlot('s2', { active: false, invalidationReason: 'idle_timeout' }),
    'has lost WAL',
  ],
  ['is logical', logical('s2', { active: false }), 'is a logical one'],
  ['is read by another', aSlot('s2'), 'somebody else reads by it'],
  ['is that of the old primary, and lost', aSlot('pg1', { walStatus: 'lost' }), 'has lost WAL'],
])('blocks where a slot of a needed name %s', (_what, slot, why) => {
  const words = judged(having([slot]));
  expect(words).toMatch(/^block: Slot (s2|pg1) is there on s1 already, and /);
  expect(words).toContain(why);
});

it('lets a promotion be forced over it', () => {
  const lost = aSlot('s2', { active: false, walStatus: 'lost' });
  expect(judged(having([lost]), 'promote')).toMatch(/^force: Slot s2 is there on s1 already/);
});

it.each([
  ['one that waits for its reader', aSlot('s2', { active: false })],
  ['one of another name', logical('other')],
])('passes %s', (_what, slot) => {
  expect(judged(having([slot]))).toMatch(/^pass: /);
});

it('warns of logical slots that do not come along', () => {
  const words = judged(having([], [logical('cdc'), logical('feed')]));
  expect(words).toContain(
    'warn: The logical slots cdc and feed of pg1 do not come along, for s1 has no synchronised copy: who reads changes by them is cut off, and they go on keeping WAL on pg1.',
  );
  const promotion = judged(having([], [logical('cdc')]), 'promote');
  expect(promotion).toContain('who reads changes by it is cut off.');
});

it.each([
  ['has a copy of', logical('cdc', { synced: true }), false],
  ['has begun to copy', logical('cdc', { synced: true, temporary: true }), true],
  ['has a copy that was lost of', logical('cdc', { synced: true, walStatus: 'lost' }), true],
  ['has one of its own beside', logical('cdc'), true],
])('knows where the target %s a logical slot', (_what, copy, isLeft) => {
  const words = judged(having([copy], [logical('cdc')]));
  expect(words.includes('do not come along') || words.includes('does not come along')).toBe(isLeft);
});

it('says nothing of a logical slot that ends with its session', () => {
  expect(judged(having([], [logical('copying', { temporary: true })]))).not.toContain('warn');
});
