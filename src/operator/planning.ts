import type { NodeFacts, NodeHandsSummary, PlanInput } from '../operations/facts.js';
import { failedFence } from '../operations/failed-fence.js';
import { planMaterial } from '../operations/material.js';
import type { OperationKind } from '../operations/model.js';
import { makePlan } from '../operations/plan.js';
import type { Plan } from '../operations/plan-model.js';
import type { ClusterParts } from './cluster-parts.js';
import type { OperatorParts } from './parts.js';

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
 */
export async function planNow(
  request: PlanRequest,
  cluster: ClusterParts,
  { clock, hash, memory, watched }: Pick<OperatorParts, 'clock' | 'hash' | 'memory' | 'watched'>,
): Promise<Planned> {
  const nodes = [...cluster.nodes];
  const [facts, hands] = await Promise.all([
    factsOf(cluster),
    Promise.all(nodes.map(async ([name, ways]) => [name, await ways.summary()] as const)),
    cluster.view.refresh(),
  ]);
  const known = cluster.view.known();
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
    rules: cluster.rules,
    clusterOf: (node) => ownerOf(node, cluster.cluster, watched),
    logins: new Map(nodes.map(([name, { address }]) => [name, address])),
    hands: new Map<string, NodeHandsSummary>(hands),
    lastPrimary: known.lastPrimary,
    fenceFailed: failedFence(memory.ended(), cluster.cluster, clock.now()),
  };
  const made = makePlan(input);
  if (made.kind === 'impossible') return made;
  return { kind: 'plan', plan: made.plan, hash: hash(planMaterial(made.plan)) };
}

/** The other cluster that has a node of this name; null for none. */
function ownerOf(node: string, than: string, watched: OperatorParts['watched']): string | null {
  const found = [...watched].find(([name, nodes]) => name !== than && nodes.includes(node));
  return found?.[0] ?? null;
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
