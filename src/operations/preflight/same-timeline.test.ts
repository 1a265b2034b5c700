import { expect, it } from 'vitest';

import { testNow } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { NodeView, Topology } from '../../replication/topology/model.js';
import type { OperationKind } from '../model.js';
import { aCheckContext, said } from '../testing/checks.js';
import { sameTimeline } from './same-timeline.js';

const lost = withNode(aTopology({ primary: { kind: 'unreachable', node: 'pg1' } }), 'pg1', {
  reach: { kind: 'silent', reason: 'refused', detail: '', since: testNow, polls: 1 },
});
const hidden = aTopology({ primary: { kind: 'one', node: 'pg1', timeline: null } });

it.each<[string, OperationKind, Topology, Partial<NodeView>, string]>([
  ['the primary’s', 'switchover', aTopology(), {}, 'pass: s1 is on timeline 1, as the cluster is.'],
  [
    'an older one',
    'switchover',
    aTopology({ primary: { kind: 'one', node: 'pg1', timeline: 2 } }),
    {},
    'block: s1 is on timeline 1, and pg1 on timeline 2: s1 has missed a promotion.',
  ],
  [
    'an older one than another standby’s, without a primary',
    'promote',
    withNode(lost, 's2', { timeline: 2 }),
    {},
    'force: s1 is on timeline 1, and s2 on timeline 2: s1 has missed a promotion.',
  ],
  [
    'a newer one than the primary’s',
    'switchover',
    aTopology(),
    { timeline: 2 },
    'block: s1 is on timeline 2, which the primary, on timeline 1, has never had.',
  ],
  [
    'the newest, without a primary',
    'promote',
    lost,
    { timeline: 2 },
    'pass: s1 is on timeline 2, as the cluster is.',
  ],
  [
    'an unknown one',
    'switchover',
    aTopology(),
    { timeline: null },
    'block: Whether s1 is on the timeline of the cluster is not known.',
  ],
  [
    'one beside an unknown one',
    'switchover',
    hidden,
    {},
    'block: Whether s1 is on the timeline of the cluster is not known.',
  ],
  [
    'an unknown one, without a primary',
    'promote',
    lost,
    { timeline: null },
    'warn: Whether s1 is on the timeline of the cluster is not known.',
  ],
])('judges %s', (_, kind, base, view, expected) => {
  const topology = withNode(base, 's1', view);
  expect(said(sameTimeline(aCheckContext({ kind, topology })))).toBe(expected);
});
