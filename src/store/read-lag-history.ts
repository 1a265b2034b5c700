import type pg from 'pg';
import type { Incident, TimelineEntry } from '../incidents/model.js';
import type { Operation } from '../operations/model.js';
import type { LagBucket } from '../replication/lag-history/model.js';
import type { EpochMs } from '../replication/observation.js';
import type { StoreConnection } from './connection.js';
import { readLagParts, type WantedLag } from './lag-history/read-parts.js';
import { listOperations } from './operation-records/read.js';
import { listIncidents } from './operations/list-incidents.js';
import { listTimeline } from './operations/list-timeline.js';
import { requireLagHistory } from './read-incident.js';
import { visit } from './visit.js';

/** More than a picture or a page has room for. */
const mostEvents = 100;
const mostTimelines = 5;

export interface LagQuestionOnRecord extends WantedLag {
  readonly cluster: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** The lag of a cluster over a span, the oldest first, and what happened in it. */
export interface LagOnRecord {
  readonly lag: readonly LagBucket[];
  readonly incidents: readonly Incident[];
  readonly operations: readonly Operation[];
  readonly entries: readonly TimelineEntry[];
}

/**
 * Reads the history of a cluster's lag beside whoever owns the store, for the command line. Rejects
 * with a `StoreError`.
 */
export async function readLagHistory(
  connection: StoreConnection,
  question: LagQuestionOnRecord,
  interrupted?: AbortSignal,
): Promise<LagOnRecord> {
  const { cluster, from, to } = question;
  const read = async (client: pg.ClientBase): Promise<LagOnRecord> => {
    await requireLagHistory(client, connection);
    const all = await listIncidents(client, { cluster, limit: mostEvents });
    const incidents = all.filter(
      ({ openedAt, resolvedAt }) => openedAt <= to && (resolvedAt ?? to) >= from,
    );
    const entries: TimelineEntry[] = [];
    for (const { id } of incidents.slice(0, mostTimelines)) {
      entries.push(...(await listTimeline(client, id, { limit: mostEvents })));
    }
    return {
      lag: await readLagParts(client, cluster, question),
      incidents,
      operations: await listOperations(client, {
        cluster,
        limit: mostEvents,
        overlaps: { from, to },
      }),
      entries,
    };
  };
  return visit(connection, 'pgrepl lag', read, interrupted);
}
