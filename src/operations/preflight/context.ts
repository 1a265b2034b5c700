import type { NodeState } from '../../replication/observation.js';
import type { NodeView } from '../../replication/topology/model.js';
import { nodeNamed } from '../../replication/topology/walk.js';
import type { NodeFacts, PlanInput } from '../facts.js';
import type { PlannedStep } from '../plan-model.js';
import { viewOf, withPart, type StepContext } from '../steps/context.js';

/** What every check is given. Nothing else may influence it. */
export interface CheckContext {
  readonly input: PlanInput;
  /** Everything else of the plan, decided before. */
  readonly plan: StepContext;
  readonly steps: readonly PlannedStep[];
  readonly target: NodeView;
  /** The primary to be replaced; null if none is known, or if it is a standby by now. */
  readonly primary: NodeView | null;
  /** Standbys that are pointed at the target. */
  readonly followers: readonly NodeView[];
  /** Standbys that the target or a follower feeds, and goes on to feed. */
  readonly below: readonly NodeView[];
}

/** Throws if the plan's target is no node of the cluster, for which no plan is made. */
export function checkContext(plan: StepContext, steps: readonly PlannedStep[]): CheckContext {
  const target = viewOf(plan, plan.target);
  if (target === undefined) throw new Error(`the plan's target is no node: ${plan.target}`);
  const [primary] = viewsWith(plan, 'old-primary');
  return {
    input: plan.input,
    plan,
    steps,
    target,
    primary: primary ?? null,
    followers: viewsWith(plan, 'follower'),
    below: viewsWith(plan, 'below'),
  };
}

function viewsWith(plan: StepContext, part: Parameters<typeof withPart>[1]): readonly NodeView[] {
  return withPart(plan, part)
    .map((name) => nodeNamed(plan.input.topology, name))
    .filter((node) => node !== undefined);
}

export function factsOf({ input }: CheckContext, node: NodeView | null): NodeFacts | null {
  return node === null ? null : (input.facts.get(node.name) ?? null);
}

/** The newest state of the node, be it old; null if there never was one. */
export function stateOf({ input }: CheckContext, node: NodeView | null): NodeState | null {
  return node === null ? null : (input.states.get(node.name)?.state ?? null);
}

/** The standbys that receive from the target at the end, and did not before. */
export function newcomers(context: CheckContext): readonly NodeView[] {
  const { followers, primary } = context;
  return primary !== null && comesBack(context) ? [...followers, primary] : followers;
}

/** Whether the old primary becomes a standby of the target within this operation. */
export function comesBack({ input, primary, plan }: CheckContext): boolean {
  const how = plan.rejoin?.how ?? 'by-hand';
  return input.kind === 'switchover' && primary !== null && how !== 'by-hand';
}
