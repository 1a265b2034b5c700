import { mayAct } from '../operations/authority.js';
import type { OperationClick } from '../operations/service.js';
import { safeName } from '../wording/safe-text.js';
import { approve, checkAgain, reject } from './approval.js';
import { deny } from './deny.js';
import type { OperatorParts } from './parts.js';
import { refused, reply, type Started } from './replies.js';
import { steer } from './steering.js';

const storeAway =
  'The store does not answer, so nothing was carried out; whether your click is on record is not known. The message shows it soon after the store is back; if it does not, click again.';

/** A click on an operation's card. The state is read anew; what the message showed only names it. */
export async function takeClick(click: OperationClick, parts: OperatorParts): Promise<Started> {
  try {
    return await decide(click, parts);
  } catch (error) {
    if (!parts.store.isUnavailable(error)) {
      parts.log.error({ err: error, deed: click.deed }, 'a click on an operation failed');
    }
    return reply({ kind: 'refused', words: storeAway });
  }
}

async function decide(click: OperationClick, parts: OperatorParts): Promise<Started> {
  const { memory, store } = parts;
  const operation = memory.get(click.operationId) ?? (await store.find({ id: click.operationId }));
  if (operation === null) return refused('pgrepl knows no such operation.');
  const cluster = parts.clusters.get(operation.cluster);
  if (cluster === undefined) {
    return refused(`Operations on ${safeName(operation.cluster)} are no longer configured.`);
  }
  const verdict = mayAct({
    deed: click.deed,
    cluster: cluster.cluster,
    kind: operation.kind,
    rules: cluster.rules,
    actor: click.actor,
    shared: click.channel.shared,
    operation,
  });
  if (verdict.kind === 'denied') {
    const attempted = `${click.deed} OP-${operation.number}`;
    const { cluster: name, number } = operation;
    return reply(
      await deny({ ...verdict, attempted, cluster: name, number, actor: click.actor }, parts),
    );
  }
  switch (click.deed) {
    case 'approve':
      return approve(click, operation, cluster, parts);
    case 'reject':
      return reject(click, operation, parts);
    case 'check-again':
      return checkAgain(operation, cluster, parts);
    case 'go-on':
    case 'other-way':
    case 'close':
      return steer(click, operation, cluster, parts);
  }
}
