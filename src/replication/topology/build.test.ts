import { describe, expect, it } from 'vitest';

import { aCascade, aRecord, aStandbyOf, anAnswer, build } from '../testing/clusters.js';
import {
  aFailedObservation,
  aNodeState,
  aReceiver,
  aSlot,
  aStandbyState,
  aWalSender,
  anObservation,
  lsn,
  someSettings,
  testNow,
} from '../testing/observations.js';
import { aDeclaration } from '../testing/topologies.js';
import type { NodeRecord, NodeView, Topology } from './model.js';

function view(topology: Topology, name: string): NodeView {
  const found = topology.nodes.find((node) => node.name === name);
  if (found === undefined) throw new Error(`no node ${name}`);
  return found;
}

function without(records: readonly NodeRecord[], name: string): readonly NodeRecord[] {
  return records.filter(({ declaration }) => declaration.name !== name);
}

/** The record of a node that answered 2 s ago and fails now. */
function silent(
  record: NodeRecord,
  reason: Parameters<typeof aFailedObservation>[1] = 'refused',
): NodeRecord {
  const { name } = record.declaration;
  const state = record.latestState?.state ?? aNodeState();
  return aRecord(
    record.declaration,
    anObservation(name, state, testNow - 2_000),
    aFailedObservation(name, reason),
  );
}

function replace(
  records: readonly NodeRecord[],
  ...changed: readonly NodeRecord[]
): readonly NodeRecord[] {
  return records.map(
    (record) =>
      changed.find(({ declaration }) => declaration.name === record.declaration.name) ?? record,
  );
}

describe('a healthy cascade', () => {
  const topology = build(aCascade());

  it('knows the primary and who feeds whom', () => {
    expect(topology.primary).toEqual({ kind: 'one', node: 'pg1', timeline: 1 });
    expect(topology.nodes.map(({ name, upstream }) => [name, upstream])).toEqual([
      ['pg1', null],
      ['s1', { kind: 'node', node: 'pg1', evidence: 'walsender' }],
      ['s2', { kind: 'node', node: 'pg1', evidence: 'walsender' }],
      ['s3', { kind: 'node', node: 's1', evidence: 'walsender' }],
    ]);
    expect(topology.nodes.map(({ downstream }) => downstream)).toEqual([
      ['s1', 's2'],
      ['s3'],
      [],
      [],
    ]);
  });

  it('shows no lag, and no lag for the primary', () => {
    expect(view(topology, 'pg1').lag).toBeNull();
    for (const name of ['s1', 's2', 's3']) {
      expect(view(topology, name).lag).toMatchObject({ replayBytes: 0, hopBytes: 0, timeMs: 0 });
    }
  });

  it('sees nobody that is not configured', () => {
    expect(topology.unmanaged).toEqual([]);
    expect(topology.otherWalSenders).toEqual([]);
  });
});
