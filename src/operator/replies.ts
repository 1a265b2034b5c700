import type { Operation } from '../operations/model.js';
import type { OperationClick, OperationReply } from '../operations/service.js';
import { operationAudit } from './audit.js';
import type { OperatorParts } from './parts.js';

/** What a click may set going: the caller carries it out, and nobody else is told the same. */
export type Started =
  | { readonly kind: 'reply'; readonly reply: OperationReply }
  | {
      readonly kind: 'start';
      readonly reply: OperationReply;
      readonly operation: Operation;
      readonly mode: 'from-start' | 'go-on' | 'go-back';
    };

/** A click of somebody who may, for the audit log. */
export function audited(
  action: string,
  click: OperationClick,
  operation: Operation,
  { newId, clock }: OperatorParts,
  detail: Readonly<Record<string, unknown>>,
): ReturnType<typeof operationAudit> {
  return operationAudit(action, operation, {
    id: newId(),
    at: clock.now(),
    actor: click.actor.id,
    result: 'done',
    detail: { operation: operation.id, planVersion: operation.planVersion, ...detail },
  });
}

/** Somebody else was quicker: what it is now. */
export async function nowOf(operation: Operation, parts: OperatorParts): Promise<string> {
  const now = await parts.store.find({ id: operation.id });
  if (now !== null) parts.memory.put(now);
  return notOpen(now ?? operation);
}

/** What an operation is now, to somebody who came for something else. */
export function notOpen({ number, state, outcome }: Operation): string {
  const named = `OP-${number}`;
  switch (state) {
    case 'requested':
      return `${named} waits for its approval.`;
    case 'running':
      return `${named} is under way already; its message shows how far it is.`;
    case 'interrupted':
      return `${named} was interrupted; its message shows the two ways on.`;
    case 'ended':
      return `${named} is over: ${outcome?.words ?? 'it has ended.'}`;
  }
}

export function reply(value: OperationReply): Started {
  return { kind: 'reply', reply: value };
}

export function refused(words: string): Started {
  return reply({ kind: 'refused', words });
}

export function done(words: string, operation: Operation): Started {
  return reply({ kind: 'done', words, operation });
}
