import type pg from 'pg';
import type { Incident } from '../incidents/model.js';
import type { RecordedTimeline } from '../incidents/timeline.js';
import type { StoreConnection } from './connection.js';
import { StoreError } from './errors.js';
import { readApplied } from './migrate.js';
import { listIncidents, type IncidentFilter } from './operations/list-incidents.js';
import { readTimeline } from './operations/read-timeline.js';
import { visit } from './visit.js';

/** The migration since which timelines say where their lines come from. */
const sinceMigration = 7;

/** How incidents are read beside whoever owns the store. */
export interface IncidentReader {
  /** The newest first. */
  readonly list: (filter: IncidentFilter) => Promise<readonly Incident[]>;
  /** Null if there is no such incident. */
  readonly timeline: (number: number) => Promise<RecordedTimeline | null>;
}

/**
 * Reads incidents beside whoever owns the store, for the command line. Rejects with a `StoreError`;
 * `schema` if the store never saw a pgrepl that kept such timelines.
 */
export async function readIncidents<T>(
  connection: StoreConnection,
  work: (reader: IncidentReader) => Promise<T>,
  interrupted?: AbortSignal,
): Promise<T> {
  const read = async (client: pg.ClientBase): Promise<T> => {
    const applied = await readApplied(client);
    if (!applied.some(({ version }) => version === sinceMigration)) {
      throw new StoreError('schema', `The store at ${connection.where} holds no timelines yet`);
    }
    return work({
      list: (filter) => listIncidents(client, filter),
      timeline: (number) => readTimeline(client, number),
    });
  };
  return visit(connection, 'pgrepl incidents', read, interrupted);
}
