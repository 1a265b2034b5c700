import type { OperationReply } from '../../../operations/service.js';
import type { WantedOperation } from '../../commands/asked.js';
import type { ListenerContext } from '../context.js';

/** Who asks, and where. */
export interface Asker {
  /** `slack:T…/U…`, once they were authorised. */
  readonly actor: string;
  readonly userId: string;
  readonly channelId: string | null;
}

export type Request = Omit<WantedOperation, 'note'> & {
  readonly forced: boolean;
  readonly typedName: string | null;
};

/** Asks for an operation in somebody's name, once Slack has said what counts of them and the channel. */
export async function requestOperation(
  request: Request,
  { actor: id, userId, channelId }: Asker,
  { handlers: { operations }, standing }: ListenerContext,
): Promise<OperationReply> {
  const { kind, cluster, target, reason, forced, typedName } = request;
  const principals = operations.principals(cluster, kind, 'request');
  const [actor, channel] = await Promise.all([
    standing.actor({ id, userId }, principals),
    standing.channel(channelId),
  ]);
  return operations.request({
    kind,
    cluster,
    target,
    reason,
    forced,
    typedName,
    actor,
    channel,
  });
}
