import type { CheckResult } from '../check.js';
import type { PlanInput } from '../facts.js';
import type { CheckContext } from '../preflight/context.js';
import { checkContext } from '../preflight/context.js';
import { predictRejoin } from '../rejoin.js';
import { planSteps } from '../steps.js';
import { planSync } from '../sync-after.js';
import { aPlanInput, sidesOf } from './plan-inputs.js';

/** What the checks of the plan for this input are given. */
export function aCheckContext(changes: Partial<PlanInput> = {}): CheckContext {
  const sides = sidesOf(aPlanInput(changes));
  const rejoin = predictRejoin(sides);
  const plan = { ...sides, rejoin, sync: planSync(sides, rejoin) };
  return checkContext(plan, planSteps(plan));
}

/** `pass: evidence`, `warn: …`, `block: …`, `force: …` (a block that may be forced), a line each. */
export function said(results: CheckResult | readonly CheckResult[]): string {
  const all: readonly CheckResult[] = Array.isArray(results) ? results : [results];
  return all
    .map(({ verdict, forceable, evidence }) => `${forceable ? 'force' : verdict}: ${evidence}`)
    .join('\n');
}
