import type pg from 'pg';
import type { Incident, TimelineEntry } from '../incidents/model.js';
import type { Operation } from '../operations/model.js';
import type { LagBucket } from '../replication/lag-history/model.js';
import type { StoreConnection } from './connection.js';
import { StoreError } from './errors.js';
import { readLagParts, type WantedLag } from './lag-history/read-parts.js';
import { readApplied } from './migrate.js';
import { listOperations } from './operation-records/read.js';
import { findIncident } from './operations/find-incident.js';
import { listIncidents } from './operations/list-incidents.js';
import { wholeTimeline } from './operations/whole-timeline.js';
import { visit } from './visit.js';

/** The migration that made room for the history of lag. */
const sinceMigration = 9;

const mostEntries = 5_000;
const mostOperations = 50;

/** An incident with all that is on record of it. */
export interface IncidentOnRecord {
  readonly incident: Incident;
  /** The oldest first. */
  readonly entries: readonly TimelineEntry[];
  /** Of its cluster, those that overlap its span. */
  readonly operations: readonly Operation[];
  /** Of its cluster, the newest first. */
  readonly others: readonly Incident[];
  /** The lag of the cluster over the span that was asked for, the oldest first. */
  readonly lag: readonly LagBucket[];
}

/**
 * Reads an incident beside whoever owns the store, for the command line; null if there is none of
 * this number. Rejects with a `StoreError`.
 */
export async function readIncident(
  connection: StoreConnection,
  number: number,
  wantedLag: (incident: Incident) => WantedLag,
  interrupted?: AbortSignal,
): Promise<IncidentOnRecord | null> {
  const read = async (client: pg.ClientBase): Promise<IncidentOnRecord | null> => {
    await requireLagHistory(client, connection);
    const incident = await findIncident(client, number);
    if (incident === null) return null;
    const { cluster, openedAt, resolvedAt } = incident;
    return {
      incident,
      entries: await wholeTimeline(client, incident.id, mostEntries),
      operations: await listOperations(client, {
        cluster,
        limit: mostOperations,
        overlaps: { from: openedAt, to: resolvedAt },
      }),
      others: await listIncidents(client, { cluster, limit: 100 }),
      lag: await readLagParts(client, cluster, wantedLag(incident)),
    };
  };
  return visit(connection, 'pgrepl postmortem', read, interrupted);
}

/** @throws `StoreError` where the store is of before there was a history of lag */
export async function requireLagHistory(
  client: pg.ClientBase,
  { where }: StoreConnection,
): Promise<void> {
  const applied = await readApplied(client);
  if (applied.some(({ version }) => version === sinceMigration)) return;
  throw new StoreError(
    'schema',
    `The store at ${where} was last used by an older pgrepl: start the new one first`,
  );
}
