import type { Operation } from '../../../operations/model.js';
import type { OperationDeed, OperationReply } from '../../../operations/service.js';
import type { ListenerContext } from '../context.js';
import type { Asker } from './request-operation.js';

/** What somebody decided, and the plan that they saw. */
export interface Decision {
  readonly deed: OperationDeed;
  readonly planVersion: number;
  /** What was typed as the cluster's name; null where nothing was asked for. */
  readonly typedName: string | null;
}

/** Hands a decision on, once Slack has said what counts of the person and the channel. */
export async function decide(
  operation: Operation,
  { deed, planVersion, typedName }: Decision,
  { actor: id, userId, channelId }: Asker,
  { handlers: { operations }, standing }: ListenerContext,
): Promise<OperationReply> {
  const { cluster, kind } = operation;
  const principals = [
    ...operations.principals(cluster, kind, 'request'),
    ...operations.principals(cluster, kind, 'approve'),
  ];
  const [actor, channel] = await Promise.all([
    standing.actor({ id, userId }, principals),
    standing.channel(channelId),
  ]);
  return operations.click({
    operationId: operation.id,
    deed,
    planVersion,
    typedName,
    actor,
    channel,
  });
}

/** Reads a button's value: an operation's id and the version of its plan; null for anything else. */
export function readDecided(value: string): { operationId: string; planVersion: number } | null {
  const match = /^(\S+) ([1-9]\d{0,8})$/.exec(value);
  const [, operationId, version] = match ?? [];
  if (operationId === undefined || version === undefined) return null;
  return { operationId, planVersion: Number(version) };
}
