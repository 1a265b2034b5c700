import { describe, expect, it } from 'vitest';
import { silent } from '../incidents/testing/troubles.js';
import { aTopology, withNode } from '../replication/testing/topologies.js';
import type { Topology } from '../replication/topology/model.js';
import { anOperation, aStepRecord } from '../wording/testing/operations.js';
import type { PlanInput } from './facts.js';
import type { Operation } from './model.js';
import { makePlan } from './plan.js';
import type { Plan } from './plan-model.js';
import { beyondApproval } from './resumption.js';
import { aPlanInput } from './testing/plan-inputs.js';

const dead: Topology = {
  ...withNode(aTopology(), 'pg1', { reach: silent() }),
  primary: { kind: 'unreachable', node: 'pg1' },
};

function promotionOf(changes: Partial<PlanInput> = {}): Plan {
  const result = makePlan(aPlanInput({ kind: 'promote', topology: dead, ...changes }));
  if (result.kind === 'impossible') throw new Error(result.words);
  return result.plan;
}

const approved = promotionOf();
const operation = (state?: 'done' | 'unknown', plan = approved): Operation =>
  anOperation({
    kind: 'promote',
    plan,
    steps: state === undefined ? [] : [aStepRecord({ step: 'fence', state })],
  });

describe('an approval of a promotion that was interrupted', () => {
  it('covers what the operation itself has changed', () => {
    expect(beyondApproval(operation('unknown'), approved)).toEqual([]);
    const after: Plan = {
      ...approved,
      steps: approved.steps.filter(({ action }) => action.kind === 'promote'),
      sync: { ...approved.sync, onTarget: 'other' },
      rejoin: null,
      timeline: null,
    };
    expect(beyondApproval(operation('unknown'), after)).toEqual([]);
  });

  it('does not cover an old primary that takes writes again', () => {
    const forced = promotionOf({ forced: true });
    const alive = promotionOf({ forced: true, topology: aTopology() });
    expect(beyondApproval(operation('unknown', forced), alive)).toContain('pg1 answers again.');
    expect(beyondApproval(operation('done', forced), alive)).toContain('pg1 answers again.');
    // Whoever approved its end while it served has approved just that.
    expect(beyondApproval(operation('unknown', alive), alive)).toEqual([]);
  });

  it('does not cover a check that blocks by now', () => {
    const [check, ...others] = approved.checks;
    if (check === undefined) throw new Error('a plan has checks');
    const checks = [{ ...check, verdict: 'block' as const, evidence: 'It is worse.' }, ...others];
    expect(beyondApproval(operation('done'), { ...approved, checks }).join('\n')).toContain(
      'to block: It is worse.',
    );
    const warned = [{ ...check, verdict: 'warn' as const }, ...others];
    expect(beyondApproval(operation('done'), { ...approved, checks: warned })).toEqual([]);
  });

  it('does not cover a higher price, unless the old primary is known to be fenced since', () => {
    const none: Plan = { ...approved, price: { ...approved.price, kind: 'none', bytes: 0 } };
    const unknown: Plan = { ...approved, price: { ...approved.price, kind: 'unknown' } };
    expect(beyondApproval(operation('unknown', none), unknown).join('\n')).toContain('The price');
    expect(beyondApproval(operation(undefined, none), unknown).join('\n')).toContain('The price');
    expect(beyondApproval(operation('done', none), unknown)).toEqual([]);
  });
});
