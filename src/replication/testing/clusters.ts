import { addSample, emptyHistory } from '../lag/history.js';
import type { LsnHistory } from '../lag/history.js';
import type { EpochMs, NodeState, Observation, UnreachableReason } from '../observation.js';
import { foldObservation, newRecord } from '../records.js';
import type { TopologyInput } from '../topology/build.js';
import { buildTopology } from '../topology/build.js';
import type { NodeDeclaration, NodeRecord, NodeView, Topology } from '../topology/model.js';
import {
  aFailedObservation,
  aNodeState,
  aReceiver,
  aStandbyState,
  aWalSender,
  anObservation,
  lsn,
  testNow,
} from './observations.js';
import { aDeclaration } from './topologies.js';

/** A node's record after these polls. */
export function aRecord(
  declaration: NodeDeclaration,
  ...observations: readonly Observation[]
): NodeRecord {
  return observations.reduce(foldObservation, newRecord(declaration));
}

/** The record of a node at `NAME.example:5432` that has just answered with this state. */
export function anAnswer(name: string, state: NodeState, at: EpochMs = testNow): NodeRecord {
  return aRecord(aDeclaration(name), anObservation(name, state, at));
}

/** A history of `[milliseconds from testNow, LSN]`. */
export function aHistory(...samples: readonly (readonly [number, string])[]): LsnHistory {
  return samples.reduce(
    (history, [offsetMs, at]) => addSample(history, { at: testNow + offsetMs, lsn: lsn(at) }),
    emptyHistory,
  );
}

/** The topology of these records, with nothing known before, changed where the test wants it. */
export function build(
  records: readonly NodeRecord[],
  changes: Partial<TopologyInput> = {},
): Topology {
  return buildTopology({
    cluster: 'orders',
    now: testNow,
    records,
    history: emptyHistory,
    systemIdentifier: null,
    previous: null,
    lastPrimary: null,
    ...changes,
  });
}

/** A standby that receives from `upstream.example:5432`. */
export function aStandbyOf(
  upstream: string,
  role: Parameters<typeof aStandbyState>[0] = {},
  changes: Partial<NodeState> = {},
): NodeState {
  return aStandbyState(
    { receiver: aReceiver({ senderHost: `${upstream}.example` }), ...role },
    changes,
  );
}

/** `pg1` feeds `s1` and `s2`, `s1` feeds `s3`; all asynchronous, all caught up, all answer. */
export function aCascade(): readonly NodeRecord[] {
  return [
    anAnswer('pg1', aNodeState({ walSenders: [aWalSender('s1'), aWalSender('s2')] })),
    anAnswer('s1', aStandbyOf('pg1', {}, { walSenders: [aWalSender('s3')] })),
    anAnswer('s2', aStandbyOf('pg1')),
    anAnswer('s3', aStandbyOf('s1')),
  ];
}

/** The view of a node that the test knows to be there. */
export function viewOf(topology: Topology, name: string): NodeView {
  const found = topology.nodes.find((node) => node.name === name);
  if (found === undefined) throw new Error(`no node ${name}`);
  return found;
}

/** The record of a node that answered as it did 2 s ago and gives no answer now. */
export function silenced(record: NodeRecord, reason: UnreachableReason = 'refused'): NodeRecord {
  const { declaration, latestState } = record;
  if (latestState === null) throw new Error(`${declaration.name} never answered`);
  return aRecord(
    declaration,
    anObservation(declaration.name, latestState.state, testNow - 2_000),
    aFailedObservation(declaration.name, reason, testNow),
  );
}

/** The records with those of the same names replaced. */
export function withRecords(
  records: readonly NodeRecord[],
  ...changed: readonly NodeRecord[]
): readonly NodeRecord[] {
  return records.map(
    (record) =>
      changed.find(({ declaration }) => declaration.name === record.declaration.name) ?? record,
  );
}
