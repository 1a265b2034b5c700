import { expect, it } from 'vitest';

import { testSystemIdentifier } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { NodeView, Topology } from '../../replication/topology/model.js';
import { aCheckContext, said } from '../testing/checks.js';
import { sameSystem } from './same-system.js';

it.each<[string, Topology, Partial<NodeView>, string]>([
  [
    'the same',
    aTopology(),
    {},
    `pass: s1 has the system identifier of the cluster, ${testSystemIdentifier}.`,
  ],
  [
    'another',
    aTopology(),
    { systemIdentifier: '42', foreign: true },
    `block: s1 has system identifier 42, and the cluster has ${testSystemIdentifier}: it is another system's server.`,
  ],
  [
    'an unknown one',
    aTopology(),
    { systemIdentifier: null },
    'block: Whether s1 belongs to the same system as the primary is not known.',
  ],
  [
    'one of a cluster that nobody knows yet',
    aTopology({ systemIdentifier: null, primary: { kind: 'unknown' }, nodes: [] }),
    {},
    'block: Whether s1 belongs to the same system as the primary is not known.',
  ],
])('judges %s', (_, base, view, expected) => {
  const known = withNode(aTopology(), 's1', view).nodes;
  const nodes = base.nodes.length === 0 ? known.filter(({ name }) => name === 's1') : known;
  const topology = { ...base, nodes };
  expect(said(sameSystem(aCheckContext({ topology, lastPrimary: null })))).toBe(expected);
});
