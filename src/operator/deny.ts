import type { Actor, OperationReply } from '../operations/service.js';
import { operationAudit } from './audit.js';
import type { OperatorParts } from './parts.js';

/**
 * Somebody may not do this: answered politely, and on the audit log. A log that can't be written
 * changes nothing about the answer.
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
  { store, clock, log, newId }: OperatorParts,
): Promise<OperationReply> {
  const { attempted, actor, reason, words } = what;
  try {
    await store.audit([
      operationAudit('denied', what, {
        id: newId(),
        at: clock.now(),
        actor: actor.id,
        result: 'denied',
        detail: { attempted, reason },
      }),
    ]);
  } catch (error) {
    log.error({ err: error, attempted, reason }, 'a refusal is not on record');
  }
  return { kind: 'denied', words };
}
