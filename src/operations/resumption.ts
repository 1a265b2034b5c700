import { planChanges } from './changes.js';
import type { CheckResult } from './check.js';
import type { Operation } from './model.js';
import type { Plan, PlanNode } from './plan-model.js';
import { latestRecord } from './progress.js';

/**
 * What an approval of a promotion does not cover any more once the promotion was interrupted, a
 * sentence each; empty if it goes on as it was approved. Held against each other are the approved plan
 * and one made now, but for what the operation itself has changed (its steps, names and slots, how the
 * old primary comes back) and for what turned better.
 *
 * A fence that is on record as done has kept the old primary from writing since: then the price is what
 * it was, though a pgrepl that was started anew can't know it.
 */
export function beyondApproval(operation: Operation, now: Plan): readonly string[] {
  const { plan } = operation;
  const isFenced = plan.steps.some(
    ({ id, action }) => action.kind === 'fence' && latestRecord(operation, id)?.state === 'done',
  );
  return planChanges(plan, {
    ...now,
    primary: now.primary ?? plan.primary,
    timeline: now.timeline ?? plan.timeline,
    nodes: plan.nodes.map((node) => nodeNow(node, now)),
    checks: checksNow(plan.checks, now.checks),
    rejoin: plan.rejoin,
    sync: plan.sync,
    steps: plan.steps,
    ...(isFenced ? { price: plan.price, needs: plan.needs } : {}),
  });
}

/** A node that was no primary and is one by now; any other counts as it was. */
function nodeNow(node: PlanNode, { nodes }: Plan): PlanNode {
  const present = nodes.find(({ name }) => name === node.name);
  const was = node.reachable && node.role === 'primary';
  return present?.reachable === true && present.role === 'primary' && !was ? present : node;
}

/** Of each check what it was, unless it blocks by now. */
function checksNow(
  approved: readonly CheckResult[],
  present: readonly CheckResult[],
): readonly CheckResult[] {
  const blocked = new Set(present.filter(({ verdict }) => verdict === 'block').map(({ id }) => id));
  const had = new Set(approved.filter(({ verdict }) => verdict === 'block').map(({ id }) => id));
  const turned = present.filter(({ id }) => blocked.has(id) && !had.has(id));
  return [...approved.filter(({ id }) => !turned.some((each) => each.id === id)), ...turned];
}
