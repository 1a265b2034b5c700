import type pg from 'pg';
import type { Incident, TimelineEntry } from '../incidents/model.js';
import type { Operation } from '../operations/model.js';
import type { LagBucket } from '../replication/lag-history/model.js';
import type { StoredPart } from '../replication/lag-history/range.js';
import type { StoreConnection } from './connection.js';
import { StoreError } from './errors.js';
import { readLag } from './lag-history/read.js';
import { readApplied } from './migrate.js';
import { listOperations } from './operation-records/read.js';
import { findIncident } from './operations/find-incident.js';
import { listIncidents } from './operations/list-incidents.js';
import { listTimeline } from './operations/list-timeline.js';
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

/** Which buckets of lag are wanted of an incident. */
export interface WantedLag {
  readonly stepMs: number;
  readonly parts: readonly StoredPart[];
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
    const applied = await readApplied(client);
    if (!applied.some(({ version }) => version === sinceMigration)) {
      throw new StoreError(
        'schema',
        `The store at ${connection.where} was last used by an older pgrepl: start the new one first`,
      );
    }
    const incident = await findIncident(client, number);
    if (incident === null) return null;
    const { cluster, openedAt, resolvedAt } = incident;
    const { stepMs, parts } = wantedLag(incident);
    const lag: LagBucket[] = [];
    for (const { stepMs: storedStepMs, from, to } of parts) {
      lag.push(...(await readLag(client, { cluster, storedStepMs, stepMs, from, to })));
    }
    return {
      incident,
      entries: await listTimeline(client, incident.id, { limit: mostEntries }),
      operations: await listOperations(client, {
        cluster,
        limit: mostOperations,
        overlaps: { from: openedAt, to: resolvedAt },
      }),
      others: await listIncidents(client, { cluster, limit: 100 }),
      lag,
    };
  };
  return visit(connection, 'pgrepl postmortem', read, interrupted);
}
