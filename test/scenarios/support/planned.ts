import type { LabCluster } from '../../../lab/postgres/cluster.js';
import { systemClock } from '../../../src/clock.js';
import type { CheckId } from '../../../src/operations/check.js';
import type { NodeFacts, PlanInput } from '../../../src/operations/facts.js';
import type { Plan } from '../../../src/operations/plan-model.js';
import { makePlan } from '../../../src/operations/plan.js';
import { allHands, someRules } from '../../../src/operations/testing/plan-inputs.js';
import { actorOf, valueOf } from '../../integration/postgres/acting.js';
import type { Watch } from './watch.js';

/** The plan for what is so now, every node asked anew. */
export async function planned(
  cluster: LabCluster,
  watch: Watch,
  changes: Partial<Pick<PlanInput, 'kind' | 'target' | 'hands'>> = {},
): Promise<Plan> {
  const facts = new Map<string, NodeFacts>();
  for (const node of cluster.nodes) {
    if (!(await node.isRunning()) || node.isFrozen) continue;
    facts.set(node.name, valueOf(await actorOf(node).facts(60_000)));
  }
  await watch.refresh();
  const { topology } = watch.snapshot;
  if (topology === null) throw new Error('nothing is known yet');
  const made = makePlan({
    kind: 'switchover',
    now: systemClock.now(),
    topology,
    states: watch.states,
    facts,
    contract: watch.memory.contract,
    target: 's1',
    forced: false,
    rules: someRules(),
    hands: new Map(cluster.nodes.map(({ name }) => [name, allHands()])),
    lastPrimary: watch.memory.lastPrimary,
    ...changes,
  });
  if (made.kind === 'impossible') throw new Error(made.words);
  return made.plan;
}

/** What does not pass: `warn followers: …`, a line each. */
export function objections(plan: Plan): readonly string[] {
  return plan.checks
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ verdict, id, evidence }) => `${verdict} ${id}: ${evidence}`);
}

/** What one check says, all of it. */
export function evidenceOf(plan: Plan, id: CheckId): string {
  return plan.checks
    .filter((check) => check.id === id)
    .map(({ verdict, evidence }) => `${verdict}: ${evidence}`)
    .join('\n');
}
