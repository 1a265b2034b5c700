import type { NodeView } from '../../replication/topology/model.js';
import { nodeNamed } from '../../replication/topology/walk.js';
import type { ActingRights, NodeCommand, PlanInput } from '../facts.js';
import type { PlanNode, RejoinVerdict, SyncPlan } from '../plan-model.js';

/** Who is what, before anything else of a plan is decided. */
export interface PlanSides {
  readonly input: PlanInput;
  readonly primary: string | null;
  readonly target: string;
  readonly nodes: readonly PlanNode[];
}

/** What the steps of a plan are made from, once everything else of it stands. */
export interface StepContext extends PlanSides {
  readonly sync: SyncPlan;
  readonly rejoin: RejoinVerdict | null;
}

export function viewOf(context: PlanSides, node: string): NodeView | undefined {
  return nodeNamed(context.input.topology, node);
}

/** True if the configuration gives all of these commands for the node. */
export function hasCommands(
  context: PlanSides,
  node: string,
  ...commands: readonly NodeCommand[]
): boolean {
  const hands = context.input.hands.get(node);
  return (
    hands?.driver === 'command' && commands.every((command) => hands.commands.includes(command))
  );
}

/** True if the node can be stopped and started by commands, in one or in two. */
export function canRestart(context: PlanSides, node: string): boolean {
  return hasCommands(context, node, 'restart') || hasCommands(context, node, 'stop', 'start');
}

/**
 * Whether pgrepl's role may do it at the node. True where the node has not said what the role may
 * do: then the check of the drivers speaks of it, and the deed itself will tell.
 */
export function may(
  context: PlanSides,
  node: string,
  right: (rights: ActingRights) => boolean,
): boolean {
  const facts = context.input.facts.get(node);
  return facts === undefined || facts.may.superuser || right(facts.may);
}

/** The names of the nodes with this part, in the configuration's order. */
export function withPart(context: PlanSides, part: PlanNode['part']): readonly string[] {
  return context.nodes.filter((node) => node.part === part).map(({ name }) => name);
}
