import { expect, it } from 'vitest';
import { testNow } from '../replication/testing/observations.js';
import { aTopology } from '../replication/testing/topologies.js';
import type { Operation } from '../operations/model.js';
import { makePlan } from '../operations/plan.js';
import { aPlanInput } from '../operations/testing/plan-inputs.js';
import { anOperation } from '../wording/testing/operations.js';
import { approve } from './approval.js';
import type { ClusterParts } from './cluster-parts.js';
import { OperationMemory } from './memory.js';
import type { OperatorParts } from './parts.js';

/** Approves a plan that looks otherwise by now, while this becomes of the operation. */
async function approved(
  becomes: { readonly seen: Operation; readonly written: null },
  operation: Operation,
): Promise<string> {
  const memory = new OperationMemory();
  memory.put(operation);
  const input = aPlanInput();
  const cluster = {
    cluster: 'orders',
    rules: input.rules,
    nodes: new Map(),
    view: {
      refresh: () => Promise.resolve(),
      known: () => ({
        topology: aTopology(),
        states: input.states,
        contract: null,
        lastPrimary: 'pg1',
      }),
    },
  } as unknown as ClusterParts;
  const parts = {
    clock: { now: () => testNow },
    hash: (text: string) => text,
    newId: () => 'id',
    memory,
    watched: new Map([['orders', ['pg1', 's1', 's2', 's3']]]),
    store: {
      write: () => Promise.resolve(becomes.written),
      find: () => Promise.resolve(becomes.seen),
    },
  } as unknown as OperatorParts;
  const click = {
    operationId: operation.id,
    deed: 'approve',
    planVersion: 1,
    typedName: null,
    actor: { id: 'slack:T0/U0DBA', userId: 'U0DBA', groups: [] },
    channel: { id: 'C0ORDERS', shared: false },
  } as const;
  const { reply } = await approve(click, operation, cluster, parts);
  return reply.words;
}

const made = makePlan(aPlanInput());
if (made.kind !== 'plan') throw new Error(made.words);
const asked = anOperation({ plan: made.plan });

it.each([
  ['is carried out', 'running', /^OP-3 is under way already/],
  ['is over', 'ended', /^OP-3 is over/],
] as const)('tells who was slower that it %s, and of no new plan', async (_, state, words) => {
  expect(await approved({ seen: { ...asked, state }, written: null }, asked)).toMatch(words);
});

it('tells who was slower that another plan is shown', async () => {
  const seen = { ...asked, planVersion: 2 };
  expect(await approved({ seen, written: null }, asked)).toMatch(/^The plan of OP-3 has just/);
});
