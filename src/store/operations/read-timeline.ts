import type pg from 'pg';
import type { RecordedTimeline } from '../../incidents/timeline.js';
import { listOperations } from '../operation-records/read.js';
import { findIncident } from './find-incident.js';
import { wholeTimeline } from './whole-timeline.js';

/** Of a longer timeline the newest lines are read. */
const mostEntries = 5_000;
const mostOperations = 50;

/** Everything that the timeline of `INC-<number>` is made of; null if there is no such incident. */
export async function readTimeline(
  client: pg.ClientBase,
  number: number,
): Promise<RecordedTimeline | null> {
  const incident = await findIncident(client, number);
  if (incident === null) return null;
  const { id, cluster, openedAt, resolvedAt } = incident;
  return {
    incident,
    entries: await wholeTimeline(client, id, mostEntries),
    operations: await listOperations(client, {
      cluster,
      limit: mostOperations,
      overlaps: { from: openedAt, to: resolvedAt },
    }),
  };
}
