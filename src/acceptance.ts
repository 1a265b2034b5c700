import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.js';
import type { ClusterMonitor } from './monitor/cluster-monitor.js';
import type { AuditRecord } from './incidents/record.js';
import type { Journal } from './monitor/journal/journal.js';

export interface AcceptanceRequest {
  readonly cluster: string;
  /** `slack:T…/U…`. */
  readonly actor: string;
}

export interface AcceptanceParts {
  readonly monitor: (cluster: string) => AcceptingMonitor | undefined;
  readonly journal: Pick<Journal, 'record' | 'recordFirst'>;
  readonly clock: Clock;
}

type AcceptingMonitor = Pick<
  ClusterMonitor,
  'declaresContract' | 'memory' | 'proposeContract' | 'acceptContract'
>;

export type AcceptanceResult =
  { readonly ok: true } | { readonly ok: false; readonly message: string };

const storeAway =
  'The store is away, so this could not be put on record; try again when it is back.';

/**
 * Makes what a cluster does now its sync contract. It counts once it is on record who did it, and
 * not otherwise.
 */
export async function acceptContract(
  request: AcceptanceRequest,
  parts: AcceptanceParts,
): Promise<AcceptanceResult> {
  const { journal, clock } = parts;
  const monitor = parts.monitor(request.cluster);
  if (monitor === undefined) {
    return { ok: false, message: `pgrepl no longer watches ${request.cluster}.` };
  }
  if (monitor.declaresContract) {
    return {
      ok: false,
      message: `The configuration declares the sync contract of ${request.cluster}: change it there (sync:), and restart pgrepl.`,
    };
  }
  const proposed = monitor.proposeContract();
  const contract = proposed?.contract ?? null;
  if (proposed === null || contract === null) {
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
    detail: { contract },
  };
  const isOnRecord = await journal.recordFirst([
    { kind: 'audit', record },
    { kind: 'cluster', memory: proposed },
  ]);
  if (!isOnRecord) {
    // What was known before may have been replaced by the proposal while it waited.
    await journal.record([{ kind: 'cluster', memory: monitor.memory }]);
    return { ok: false, message: storeAway };
  }
  // What else is known of the cluster may have changed meanwhile.
  await journal.record([{ kind: 'cluster', memory: monitor.acceptContract(contract) }]);
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
