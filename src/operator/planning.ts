import type { Clock } from '../clock.js';
import type { NodeFacts, NodeHandsSummary, PlanInput } from '../operations/facts.js';
import { planMaterial } from '../operations/material.js';
import type { OperationKind } from '../operations/model.js';
import { makePlan } from '../operations/plan.js';
import type { Plan } from '../operations/plan-model.js';
import type { ClusterParts } from './cluster-parts.js';

export interface PlanRequest {
  readonly kind: OperationKind;
  readonly target: string | null;
  readonly forced: boolean;
}

export type Planned =
  | { readonly kind: 'plan'; readonly plan: Plan; readonly hash: string }
  /** No plan can be made of this, and why: one or two sentences. */
  | { readonly kind: 'impossible'; readonly words: string };

/**
 * Looks at the whole cluster anew and makes a plan of what is so now: all nodes are observed, and
 * each is asked at the same time for what only a plan needs.
 *
 * @param hash SHA-256, hexadecimal
 */
export async function planNow(
  request: PlanRequest,
  parts: ClusterParts,
  clock: Clock,
  hash: (text: string) => string,
): Promise<Planned> {
  const nodes = [...parts.nodes];
  const [facts, hands] = await Promise.all([
    factsOf(parts),
    Promise.all(nodes.map(async ([name, ways]) => [name, await ways.summary()] as const)),
    parts.view.refresh(),
  ]);
  const known = parts.view.known();
  if (known.topology === null) {
    return {
      kind: 'impossible',
      words: 'pgrepl has not seen this cluster yet; try again in a moment.',
    };
  }
  const input: PlanInput = {
    ...request,
    now: clock.now(),
    topology: known.topology,
    states: known.states,
    facts,
    contract: known.contract,
    rules: parts.rules,
    hands: new Map<string, NodeHandsSummary>(hands),
    lastPrimary: known.lastPrimary,
  };
  const made = makePlan(input);
  if (made.kind === 'impossible') return made;
  return { kind: 'plan', plan: made.plan, hash: hash(planMaterial(made.plan)) };
}

/** A node that does not say is missing: its checks know. */
async function factsOf(parts: ClusterParts): Promise<ReadonlyMap<string, NodeFacts>> {
  const found = await Promise.all(
    [...parts.nodes.values()].map(async ({ actor }) => {
      const deed = await actor.facts(parts.rules.bounds.longTransactionMs);
      return deed.kind === 'done' ? [deed.value] : [];
    }),
  );
  return new Map(found.flat().map((each) => [each.node, each]));
}
