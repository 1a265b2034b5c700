import { expect, it } from 'vitest';

import { testNow } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { NodeView } from '../../replication/topology/model.js';
import { aCheckContext, said } from '../testing/checks.js';
import { someFacts } from '../testing/plan-inputs.js';
import { targetReachable } from './target-reachable.js';

it.each<[string, NodeView['reach'], string]>([
  ['one that answers', { kind: 'answers' }, 'pass: s1 answers as role pgrepl, 2 s ago.'],
  [
    'a silent one',
    { kind: 'silent', reason: 'timed-out', detail: '', since: testNow - 4_000, polls: 2 },
    'block: s1 does not answer within the deadline since 03:11:56 UTC.',
  ],
  [
    'a cold one',
    { kind: 'cold', since: testNow },
    "block: s1 runs with `hot_standby = off` and can't be queried.",
  ],
  ['one that was not asked yet', { kind: 'not-polled-yet' }, 'block: s1 has not been asked yet.'],
])('judges %s', (_, reach, expected) => {
  const topology = withNode(aTopology(), 's1', { reach });
  const facts = new Map([['s1', someFacts('s1', { at: testNow - 2_000 })]]);
  expect(said(targetReachable(aCheckContext({ topology, facts })))).toBe(expected);
});

it('is not content with the poll: the plan was made from questions of its own', () => {
  expect(said(targetReachable(aCheckContext({ facts: new Map() })))).toBe(
    'block: s1 answers the poll, but did not answer what was asked for this plan.',
  );
});
