import { describe, expect, it } from 'vitest';
import { silent } from '../incidents/testing/troubles.js';
import { aTopology, noLag, withNode } from '../replication/testing/topologies.js';
import { testNow } from '../replication/testing/observations.js';
import { planChanges } from './changes.js';
import type { PlanInput } from './facts.js';
import { coveredBytes, planMaterial } from './material.js';
import { makePlan } from './plan.js';
import type { Plan, Price } from './plan-model.js';
import { aPlanInput, noHands, someRules } from './testing/plan-inputs.js';

function planOf(changes: Partial<PlanInput> = {}): Plan {
  const result = makePlan(aPlanInput(changes));
  if (result.kind === 'impossible') throw new Error(result.words);
  return result.plan;
}

const plan = planOf();
const [firstCheck] = plan.checks;

const lossy = (bytes: number | null): Price => ({
  kind: 'lossy',
  bytes,
  lastCommitAt: null,
  primaryLastCommitAt: null,
  words: 'It lacks something.',
});

const priced = (bytes: number | null): Plan => ({ ...plan, price: lossy(bytes) });

describe('planMaterial', () => {
  it('is the same for what differs only in figures that move, and for what the store gave back', () => {
    const later = planOf({
      now: testNow + 2000,
      topology: withNode(aTopology(), 's2', { lag: noLag({ replayBytes: 4096, timeMs: 300 }) }),
    });
    expect(planMaterial(later)).toBe(planMaterial(plan));
    const reordered = JSON.parse(
      JSON.stringify(Object.fromEntries(Object.entries(plan).toReversed())),
    ) as Plan;
    expect(planMaterial(reordered)).toBe(planMaterial(plan));
  });

  it('covers a price up to the bound that was shown, and not beyond', () => {
    expect(coveredBytes(lossy(null))).toBeNull();
    expect(coveredBytes(lossy(0))).toBe(0);
    expect(coveredBytes(lossy(1))).toBe(64 * 1024);
    expect(coveredBytes(lossy(70_000))).toBe(128 * 1024);
    const [shown, more] = [priced(70_000), priced(140_000)];
    expect(planMaterial(priced(130_000), shown)).toBe(planMaterial(shown));
    expect(planMaterial(priced(10), shown)).toBe(planMaterial(shown));
    expect(planMaterial(more, shown)).not.toBe(planMaterial(shown));
    expect(planMaterial(priced(null), shown)).not.toBe(planMaterial(shown));
  });
});

describe('planChanges', () => {
  it('is empty exactly where nothing of weight differs', () => {
    expect(planChanges(plan, { ...plan, madeAt: plan.madeAt + 1 })).toEqual([]);
    expect(planChanges(priced(70_000), priced(10))).toEqual([]);
  });

  const renamed = { ...aTopology(), primary: { kind: 'one', node: 'pg1', timeline: 4 } } as const;
  it.each<readonly [string, Plan, string]>([
    [
      'silence',
      planOf({ topology: withNode(aTopology(), 's2', { reach: silent() }) }),
      's2 no longer answers.',
    ],
    ['timeline', planOf({ topology: renamed }), 'Timeline 1 became 4.'],
    [
      'upstream',
      planOf({
        topology: withNode(aTopology(), 's3', {
          upstream: { kind: 'node', node: 's2', evidence: 'receiver' },
        }),
      }),
      's3 receives from s2 now, and received from s1.',
    ],
    [
      'identifier',
      planOf({ topology: withNode(aTopology(), 's2', { systemIdentifier: '1' }) }),
      'Behind the address of s2 another system answers.',
    ],
    ['target', planOf({ target: 's2' }), 'The target is s2 now, and was s1.'],
    [
      'rights',
      planOf({ rules: someRules({ approvals: 2 }) }),
      'It takes 2 approvals now, and took 1.',
    ],
    [
      'hands',
      planOf({ hands: new Map([...aPlanInput().hands, ['pg1', noHands]]) }),
      'Done by others than planned before: stop and rejoin.',
    ],
    ['price', priced(70_000), 'The price changed: It lacks something.'],
    [
      'rejoin',
      { ...plan, rejoin: { how: 'reclone', forkLsn: null, evidence: [] } },
      'How the old primary comes back is reclone now, and was follow.',
    ],
    [
      'names',
      { ...plan, sync: { ...plan.sync, after: 's2' } },
      '`synchronous_standby_names` at the end is `s2`',
    ],
    ['steps', { ...plan, steps: plan.steps.slice(1) }, 'Steps left out: '],
  ])('tells a change of %s', (_what, changed, words) => {
    const changes = planChanges(plan, changed);
    expect(changes.join('\n')).toContain(words);
    expect(planMaterial(changed, plan)).not.toBe(planMaterial(plan));
  });

  it('tells what a check turned to, with its evidence', () => {
    const check = firstCheck ?? {
      id: 'target-lag',
      verdict: 'pass',
      evidence: 's1 lacks nothing.',
      remedy: null,
      forceable: false,
    };
    const before = { ...plan, checks: [{ ...check, verdict: 'pass' as const }] };
    const evidence = 's1 lacks 40 MB.';
    const after = { ...plan, checks: [{ ...check, verdict: 'block' as const, evidence }] };
    expect(planChanges(before, after)).toEqual([
      `Check ${check.id} turned from pass to block: ${evidence}`,
    ]);
    const [one] = after.checks;
    const twice = { ...after, checks: one === undefined ? [] : [one, one] };
    expect(planChanges(after, twice)).toEqual([
      `Check ${check.id} has 2 results of kind block now, and had 1.`,
    ]);
    expect(planChanges({ ...before, checks: [] }, before)).toHaveLength(1);
    expect(planChanges(before, { ...before, checks: [] })).toHaveLength(1);
  });
});
