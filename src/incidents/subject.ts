import type { OutboxPayload } from './model.js';

/** The id of the incident or operation that a message speaks of; null for a notice. */
export function subjectOf(payload: OutboxPayload): string | null {
  switch (payload.kind) {
    case 'root':
    case 'thread':
      return payload.incidentId;
    case 'operation':
    case 'operation-thread':
      return payload.operationId;
    case 'notice':
      return null;
  }
}
