import { nodeNamed } from '../replication/topology/walk.js';
import { safeName } from '../wording/safe-text.js';
import { bestCandidate, whyNotPromotable } from './candidate.js';
import type { PlanInput } from './facts.js';
import { leftToDo } from './left-to-do.js';
import { planNodes } from './parts.js';
import type { ApprovalNeeds, Plan, Price } from './plan-model.js';
import { runChecks } from './preflight/index.js';
import { checkContext } from './preflight/context.js';
import { priceOf } from './price.js';
import { predictRejoin, repairMeans } from './rejoin.js';
import { planSteps } from './steps.js';
import { oldPrimaryOf, whyNoSwitchover } from './subject.js';
import { planSync } from './sync-after.js';

/** `words`: why there is nothing to plan, in whole sentences for the one who asked. */
export type PlanResult =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'impossible'; readonly words: string };

/**
 * The whole of a switchover or a promotion before anything of it is done: who is what, every check
 * with its evidence, the price, the steps. The same input makes the same plan. That checks block it is
 * in the plan; only where no plan makes sense (no such node, no primary to switch over from) is there
 * none.
 */
export function makePlan(input: PlanInput): PlanResult {
  const { topology, kind } = input;
  const without = kind === 'switchover' ? whyNoSwitchover(topology) : null;
  if (without !== null) return impossible(without);
  const chosen = chooseTarget(input);
  if (chosen.kind === 'impossible') return chosen;
  const target = chosen.node;
  const last = oldPrimaryOf(input);
  // One that was the primary before and is a standby by now may become it again.
  const primary = last === target ? null : last;
  const nodes = planNodes(input, primary, target);
  const sides = { input, primary, target, nodes };
  const price = priceOf(sides);
  const rejoin = predictRejoin(sides);
  const sync = planSync(sides, rejoin);
  const context = { ...sides, sync, rejoin };
  const steps = planSteps(context);
  return {
    kind: 'plan',
    plan: {
      cluster: topology.cluster,
      kind,
      driver: input.rules.driver,
      madeAt: input.now,
      primary,
      target,
      why: chosen.why,
      timeline: timelineOf(input, primary),
      nodes,
      checks: runChecks(checkContext(context, steps)),
      price,
      rejoin,
      repair: repairMeans(sides),
      sync,
      steps,
      leftToDo: leftToDo(context),
      needs: needsOf(input, price),
    },
  };
}

function impossible(words: string): Extract<PlanResult, { kind: 'impossible' }> {
  return { kind: 'impossible', words };
}

function chooseTarget(
  input: PlanInput,
):
  | { readonly kind: 'chosen'; readonly node: string; readonly why: string }
  | Extract<PlanResult, { kind: 'impossible' }> {
  const { target, topology, clusterOf } = input;
  if (target === null) {
    const best = bestCandidate(topology);
    if (best.kind === 'candidate') return { ...best, kind: 'chosen' };
    const none = `No standby of ${safeName(topology.cluster)} can be promoted.`;
    return impossible([none, ...best.reasons].join(' '));
  }
  const unfit = whyNotPromotable(topology, target, clusterOf);
  if (unfit !== null) return impossible(unfit);
  return { kind: 'chosen', node: target, why: `${safeName(target)} was asked for by name.` };
}

function timelineOf({ topology }: PlanInput, primary: string | null): number | null {
  if (topology.primary.kind === 'one') return topology.primary.timeline;
  return primary === null ? null : (nodeNamed(topology, primary)?.timeline ?? null);
}

/**
 * A promotion that is forced, or that is not known to lose nothing, takes a second person and the
 * cluster's name typed; a switchover loses nothing or does not happen.
 */
function needsOf({ kind, forced, rules }: PlanInput, price: Price): ApprovalNeeds {
  const typedName = kind === 'promote' && (forced || price.kind !== 'none');
  return {
    approvals: Math.max(1, rules.approvals),
    requesterMayApprove: rules.requesterMayApprove && !typedName,
    typedName,
  };
}
