import { describe, expect, it } from 'vitest';

import { aStandbyOf, anAnswer, build, silenced, viewOf } from '../testing/clusters.js';
import { aNodeState, aReceiver, aWalSender } from '../testing/observations.js';
import { aDeclaration } from '../testing/topologies.js';
import type { NodeRecord, Topology, Upstream } from './model.js';

function upstream(
  records: readonly NodeRecord[],
  previous: Topology | null = null,
): Upstream | null {
  return viewOf(build(records, { previous }), 's1').upstream;
}

describe('a standby that runs under another name than configured', () => {
  const renamed = anAnswer('pg1', aNodeState({ walSenders: [aWalSender('walreceiver')] }));

  it('is found by the address it receives from', () => {
    const topology = build([renamed, anAnswer('s1', aStandbyOf('pg1'))]);
    expect(viewOf(topology, 's1').senderRow).not.toBeNull();
    expect(topology.unmanaged).toEqual([]);
  });

  it('is found up to 10, where there is no address, if one row and one standby are left', () => {
    const receiver = aReceiver({ senderHost: null, senderPort: null });
    const ten = anAnswer('s1', aStandbyOf('pg1', { receiver }));
    expect(upstream([renamed, ten])).toEqual({ kind: 'node', node: 'pg1', evidence: 'walsender' });
    const two = anAnswer('s2', aStandbyOf('pg1', { receiver }));
    expect(upstream([renamed, ten, two])).toEqual({ kind: 'unknown' });
  });

  it('is not called disconnected while it is silent and the upstream shows a stranger', () => {
    const silentReceiver = anAnswer('s1', aStandbyOf('pg1'));
    const two = anAnswer(
      'pg1',
      aNodeState({ walSenders: [aWalSender('walreceiver'), aWalSender('walreceiver')] }),
    );
    const previous = build([two, silentReceiver]);
    expect(viewOf(previous, 's1').upstream).toMatchObject({ evidence: 'receiver' });
    expect(upstream([two, silenced(silentReceiver)], previous)).toEqual({
      kind: 'node',
      node: 'pg1',
      evidence: 'remembered',
    });
  });
});

describe('a standby beside a stranger', () => {
  const own = { ...aWalSender('s1'), pid: 1 };
  const stranger = { ...aWalSender('stranger'), pid: 2 };
  const s1 = anAnswer('s1', aStandbyOf('pg1'));
  const both = build([anAnswer('pg1', aNodeState({ walSenders: [own, stranger] })), s1]);
  const strangerOnly = anAnswer('pg1', aNodeState({ walSenders: [stranger] }));

  it('does not take the stranger’s walsender for its own when it loses its own', () => {
    const first = build([strangerOnly, s1], { previous: both });
    const second = build([strangerOnly, s1], { previous: first });
    for (const topology of [first, second]) {
      expect(viewOf(topology, 's1').senderRow).toBeNull();
      expect(viewOf(topology, 's1').upstream).toMatchObject({ evidence: 'receiver' });
      expect(topology.unmanaged).toHaveLength(1);
    }
  });

  it('nor up to 10, where nobody shows an address', () => {
    const receiver = aReceiver({ senderHost: null, senderPort: null });
    const ten = anAnswer('s1', aStandbyOf('pg1', { receiver }));
    const before = build([anAnswer('pg1', aNodeState({ walSenders: [own, stranger] })), ten]);
    const topology = build([strangerOnly, ten], { previous: before });
    expect(viewOf(topology, 's1').senderRow).toBeNull();
  });

  it('takes a new connection under another name for its own', () => {
    const gone = build([anAnswer('pg1', aNodeState()), s1], { previous: both });
    const topology = build([strangerOnly, s1], { previous: gone });
    expect(viewOf(topology, 's1').senderRow).not.toBeNull();
  });

  it('does not take a walsender that reads another slot for its own', () => {
    const slotted = aReceiver({ slotName: 's1', senderHost: 'pg1.example' });
    const rows = [aWalSender('stranger', { slotName: 'other' })];
    const topology = build([
      anAnswer('pg1', aNodeState({ walSenders: rows })),
      anAnswer('s1', aStandbyOf('pg1', { receiver: slotted })),
    ]);
    expect(viewOf(topology, 's1').senderRow).toBeNull();
    expect(topology.unmanaged).toHaveLength(1);
  });
});

describe('nodes of one application_name', () => {
  const declared = (name: string): ReturnType<typeof aDeclaration> =>
    aDeclaration(name, { applicationName: 'walreceiver' });
  const answer = (name: string, record: NodeRecord): NodeRecord => ({
    ...record,
    declaration: declared(name),
  });

  it('are told apart by the address they receive from, in a cascade', () => {
    const topology = build([
      anAnswer('pg1', aNodeState({ walSenders: [aWalSender('walreceiver')] })),
      answer(
        's1',
        anAnswer('s1', aStandbyOf('pg1', {}, { walSenders: [aWalSender('walreceiver')] })),
      ),
      answer('s2', anAnswer('s2', aStandbyOf('s1'))),
    ]);
    expect(topology.nodes.map(({ downstream }) => downstream)).toEqual([['s1'], ['s2'], []]);
    expect(topology.unmanaged).toEqual([]);
  });

  it('are told apart by their slots', () => {
    const receiver = (slotName: string): ReturnType<typeof aReceiver> =>
      aReceiver({ slotName, senderHost: 'pg1.example' });
    const topology = build([
      anAnswer(
        'pg1',
        aNodeState({
          walSenders: [
            { ...aWalSender('walreceiver', { slotName: 'b' }), pid: 2 },
            { ...aWalSender('walreceiver', { slotName: 'a' }), pid: 1 },
          ],
        }),
      ),
      answer('s1', anAnswer('s1', aStandbyOf('pg1', { receiver: receiver('a') }))),
      answer('s2', anAnswer('s2', aStandbyOf('pg1', { receiver: receiver('b') }))),
    ]);
    expect(viewOf(topology, 's1').senderRow?.slotName).toBe('a');
    expect(viewOf(topology, 's2').senderRow?.slotName).toBe('b');
  });
});
