import type pg from 'pg';
import type { Incident } from '../../incidents/model.js';
import type { EpochMs } from '../../replication/observation.js';
import { iso } from './batch.js';
import { toIncident } from './rows.js';

/** Incidents under the names of the model; `i` is the table. */
export const selectIncident = `
  select i.id, i.number, i.cluster, i.state, i.severity, i.opened_at as "openedAt",
         i.changed_at as "changedAt", i.resolved_at as "resolvedAt", i.reopened, i.findings,
         i.keys, i.merged_into as "mergedInto", i.acknowledged_by as "acknowledgedBy",
         i.acknowledged_at as "acknowledgedAt", i.acknowledge_reason as "acknowledgeReason",
         i.acknowledged_severity as "acknowledgedSeverity",
         i.critical_since as "criticalSince", i.escalations,
         i.escalated_at as "escalatedAt", i.worst,
         i.worst_at as "worstAt", i.stretch_at as "stretchAt"
    from pgrepl.incidents i`;

export interface IncidentFilter {
  readonly cluster?: string;
  readonly state?: Incident['state'];
  /** Open at this moment or at some time after it. */
  readonly openSince?: EpochMs;
  /** Resolved at or after this moment; then the last one to end comes first. */
  readonly endedSince?: EpochMs;
  readonly limit: number;
}

/** The newest first. */
export async function listIncidents(
  client: pg.ClientBase,
  { cluster, state, openSince, endedSince, limit }: IncidentFilter,
): Promise<readonly Incident[]> {
  const { rows } = await client.query<object>(
    `${selectIncident}
      where ($1::text is null or i.cluster = $1) and ($2::text is null or i.state = $2)
        and ($3::timestamptz is null or i.state = 'open' or i.resolved_at >= $3)
        and ($4::timestamptz is null or i.resolved_at >= $4)
      order by case when $4::timestamptz is not null then i.resolved_at end desc, i.number desc
      limit $5`,
    [cluster ?? null, state ?? null, iso(openSince ?? null), iso(endedSince ?? null), limit],
  );
  return rows.map(toIncident);
}
