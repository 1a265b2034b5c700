import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.js';
import type { Fleet } from './fleet.js';
import type { AuditRecord } from './incidents/record.js';
import type { Journal } from './monitor/journal/journal.js';

export interface AcceptanceRequest {
  readonly cluster: string;
  /** `slack:T…/U…`. */
  readonly actor: string;
}

export type AcceptanceResult =
  { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Makes what a cluster does now its sync contract; who did it goes into the audit. */
export async function acceptContract(
  request: AcceptanceRequest,
  parts: { readonly fleet: Fleet; readonly journal: Journal; readonly clock: Clock },
): Promise<AcceptanceResult> {
  const { fleet, journal, clock } = parts;
  const monitor = fleet.monitor(request.cluster);
  if (monitor === undefined) {
    return { ok: false, message: `pgrepl no longer watches ${request.cluster}.` };
  }
  if (monitor.declaresContract) {
    return {
      ok: false,
      message: `The configuration declares the sync contract of ${request.cluster}: change it there (sync:), and restart pgrepl.`,
    };
  }
  if (journal.downSince !== null) {
    return {
      ok: false,
      message: 'The store is away, so this could not be put on record; try again when it is back.',
    };
  }
  const memory = monitor.acceptContract();
  if (memory === null) {
    return {
      ok: false,
      message: `pgrepl can't tell right now what ${request.cluster} does; try again when its primary answers and its standbys stream.`,
    };
  }
  const record: AuditRecord = {
    id: randomUUID(),
    at: clock.now(),
    actor: request.actor,
    action: 'contract.accept',
    cluster: request.cluster,
    subject: null,
    result: 'done',
    detail: { contract: memory.contract },
  };
  await journal.record([
    { kind: 'audit', record },
    { kind: 'cluster', memory },
  ]);
  return { ok: true };
}

/** Somebody was refused: on record, with what was tried and why it was not allowed. */
export function denial(denied: {
  readonly at: number;
  readonly actor: string;
  readonly attempted: string;
  readonly reason: string;
}): AuditRecord {
  return {
    id: randomUUID(),
    at: denied.at,
    actor: denied.actor,
    action: 'access.denied',
    cluster: null,
    subject: denied.attempted,
    result: 'denied',
    detail: { reason: denied.reason },
  };
}
