import type { Operation } from '../operations/model.js';
import { closed } from '../operations/outcome.js';
import type { OperationClick } from '../operations/service.js';
import type { OperatorParts } from './parts.js';
import { audited, done, notOpen, nowOf, refused, type Started } from './replies.js';

/** How an interrupted operation goes on, by a person's word. */
export async function steer(
  click: OperationClick,
  operation: Operation,
  parts: OperatorParts,
): Promise<Started> {
  if (operation.state !== 'interrupted' || operation.interruption === null) {
    return refused(notOpen(operation));
  }
  const { pastNoReturn } = operation.interruption;
  const goesBack =
    click.deed === 'other-way' && pastNoReturn === false && operation.kind === 'switchover';
  const goesOn = click.deed === 'go-on';
  if (!goesOn && !goesBack) return close(click, operation, parts);
  const written = await parts.store.write(
    {
      operationId: operation.id,
      change: { kind: 'resumed', claimedBy: parts.owner },
      audit: [audited(goesOn ? 'go-on' : 'go-back', click, operation, parts, {})],
    },
    ['interrupted'],
  );
  if (written === null) return refused(await nowOf(operation, parts));
  parts.memory.put(written);
  const words = goesOn
    ? `OP-${operation.number} goes on.`
    : `OP-${operation.number} is given up; the old primary is put back in service.`;
  return {
    kind: 'start',
    mode: goesOn ? 'go-on' : 'go-back',
    operation: written,
    reply: { kind: 'done', words, operation: written },
  };
}

async function close(
  click: OperationClick,
  operation: Operation,
  parts: OperatorParts,
): Promise<Started> {
  const found = operation.interruption?.found ?? [];
  const written = await parts.store.write(
    {
      operationId: operation.id,
      change: { kind: 'ended', outcome: closed(click.actor.id, found) },
      audit: [audited('close', click, operation, parts, { found: [...found] })],
    },
    ['interrupted'],
  );
  if (written === null) return refused(await nowOf(operation, parts));
  parts.memory.put(written);
  return done(`OP-${operation.number} is closed as it stands.`, written);
}
