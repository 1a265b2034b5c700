import type { Actor, OperationReply } from '../operations/service.js';
import { operationAudit } from './audit.js';
import type { OperatorParts } from './parts.js';

/**
 * Somebody may not do this: answered politely, and on the audit log; if that can't be written now, as
 * soon as it can. That changes nothing about the answer.
 */
export async function deny(
  what: {
    readonly attempted: string;
    readonly cluster: string;
    readonly number: number | null;
    readonly actor: Actor;
    readonly reason: string;
    readonly words: string;
  },
  { store, clock, log, newId, auditLater }: OperatorParts,
): Promise<OperationReply> {
  const { attempted, actor, reason, words } = what;
  const record = operationAudit('denied', what, {
    id: newId(),
    at: clock.now(),
    actor: actor.id,
    result: 'denied',
    detail: { attempted, reason },
  });
  try {
    await store.audit([record]);
  } catch (error) {
    log.warn({ err: error, attempted, reason }, 'a refusal is not on record yet');
    auditLater(record);
  }
  return { kind: 'denied', words };
}
