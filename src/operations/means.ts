import type { NodeCommand, NodeFacts, NodeHandsSummary } from './facts.js';
import type { PlannedStep, RejoinVerdict } from './plan-model.js';
import type { StepAction } from './step-action.js';

/** What there is to act with at one node. */
export interface NodeMeans {
  readonly major: number | null;
  /** Null where the node did not answer when it was asked for this plan. */
  readonly facts: NodeFacts | null;
  /** Null for a node that the configuration says nothing of. */
  readonly hands: NodeHandsSummary | null;
}

export type Doer = PlannedStep['by'];

/** Whether the configuration gives all of these commands for the node. */
export function hasCommands(
  hands: NodeHandsSummary | null,
  ...commands: readonly NodeCommand[]
): boolean {
  return hands !== null && commands.every((command) => hands.commands.includes(command));
}

export function stopMeans({ hands }: NodeMeans): Doer {
  return hasCommands(hands, 'stop') ? 'command' : 'person';
}

/** Whether the configuration can make sure that the node accepts no write, and prove it. */
export function canFence({ hands }: NodeMeans): boolean {
  return hasCommands(hands, 'fence') || hasCommands(hands, 'stop', 'control_data');
}

/**
 * `pg_promote()` exists from 12 on. Before, and for a role that may not call it, a command is the
 * better way than the trigger file, which the startup process looks for only every 5 s.
 */
export function promoteMeans({ major, facts, hands }: NodeMeans): {
  readonly how: Extract<StepAction, { kind: 'promote' }>['how'];
  readonly by: Doer;
} {
  if (major !== null && major >= 12 && facts?.may.promote === true) {
    return { how: 'pg_promote', by: 'sql' };
  }
  if (hasCommands(hands, 'promote')) return { how: 'pg_ctl', by: 'command' };
  const hasTrigger = (facts?.triggerFile ?? '') !== '' && (major ?? 16) < 16;
  // COPY … TO a file of the server's is a superuser's.
  if (hasTrigger && facts?.may.superuser === true) return { how: 'trigger-file', by: 'sql' };
  return { how: 'pg_ctl', by: 'person' };
}

/**
 * How a standby is pointed at another upstream: `primary_conninfo` takes effect by a reload from 13
 * on, by a restart on 12, and stands in `recovery.conf` before.
 */
export function repointMeans({ major, facts, hands }: NodeMeans): {
  readonly how: Extract<StepAction, { kind: 'repoint' }>['how'];
  readonly by: Doer;
} {
  const maySet =
    facts?.may.alterSystem.primary_conninfo === true &&
    facts.may.alterSystem.primary_slot_name &&
    facts.may.reload;
  const canRewrite =
    hasCommands(hands, 'make_standby', 'restart') ||
    hasCommands(hands, 'make_standby', 'stop', 'start');
  if (major !== null && major >= 13) {
    return { how: 'reload', by: maySet ? 'sql' : canRewrite ? 'command' : 'person' };
  }
  if (major === 12) {
    const canRestart = maySet && hasCommands(hands, 'restart');
    return { how: 'restart', by: canRestart || canRewrite ? 'command' : 'person' };
  }
  return { how: 'recovery.conf', by: canRewrite ? 'command' : 'person' };
}

const rejoinCommands: Readonly<Record<RejoinVerdict['how'], readonly NodeCommand[] | null>> = {
  follow: ['make_standby', 'start'],
  rewind: ['rewind', 'make_standby', 'start'],
  reclone: ['reclone', 'make_standby', 'start'],
  'by-hand': null,
};

/** Who brings the stopped old primary back in this way. */
export function rejoinMeans({ hands }: NodeMeans, how: RejoinVerdict['how']): Doer {
  const commands = rejoinCommands[how];
  return commands !== null && hasCommands(hands, ...commands) ? 'command' : 'person';
}
