import { expect, it } from 'vitest';

import { testNow } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { NodeFacts, PlanInput } from '../facts.js';
import { aCheckContext, said } from '../testing/checks.js';
import { someFacts } from '../testing/plan-inputs.js';
import { longTransactions } from './long-transactions.js';

function having(changes: Partial<NodeFacts>): Partial<PlanInput> {
  return { facts: new Map([['pg1', someFacts('pg1', changes)]]) };
}

const lost = withNode(aTopology({ primary: { kind: 'unreachable', node: 'pg1' } }), 'pg1', {
  reach: { kind: 'silent', reason: 'refused', detail: '', since: testNow, polls: 1 },
});

it.each<[string, Partial<PlanInput>, string]>([
  [
    'none',
    {},
    'pass: No transaction on pg1 has been open for more than 1 min, and none is prepared.',
  ],
  [
    'a long one',
    having({ longTransactions: 1, longestTransactionMs: 3_720_000 }),
    'warn: 1 transaction on pg1 has been open for more than 1 min, the oldest for 1 h 2 min: the stop rolls it back.',
  ],
  [
    'long ones and prepared ones',
    having({ longTransactions: 2, preparedTransactions: 3 }),
    'warn: 2 transactions on pg1 have been open for more than 1 min: the stop rolls them back.\nwarn: 3 prepared transactions on pg1 go over to s1 and hold their locks there.',
  ],
  [
    'what is not visible',
    having({ longTransactions: null }),
    "warn: Which transactions are open or prepared on pg1 is not visible to pgrepl's role.",
  ],
  [
    'a primary that did not answer what was asked',
    { facts: new Map() },
    "warn: Which transactions are open or prepared on pg1 is not visible to pgrepl's role.",
  ],
  [
    'no primary in service',
    { kind: 'promote', topology: lost },
    'pass: There is no primary in service whose transactions would be ended.',
  ],
])('judges %s', (_, changes, expected) => {
  expect(said(longTransactions(aCheckContext(changes)))).toBe(expected);
});
