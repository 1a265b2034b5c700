import type pg from 'pg';
import type { ApplyResult, StoreChange } from '../../incidents/record.js';
import { StoreError } from '../errors.js';
import { toJsonbText } from '../json.js';
import { lockLease } from '../ownership.js';
import { appendAudit, auditRow, lockAudit } from './append-audit.js';
import { firstOf, lastOf } from './batch.js';
import { forgetWords, insertTimeline, timelineRows } from './insert-timeline.js';
import { clusterRow, upsertClusters } from './upsert-clusters.js';
import { incidentRow, upsertIncidents } from './upsert-incidents.js';
import { silenceRow, upsertSilences } from './upsert-silences.js';
import { outboxRow, upsertOutbox } from './upsert-outbox.js';
import { keepFormerRoots, rootRow, upsertRoots } from './upsert-roots.js';
import {
  forgetWatchedSpans,
  upsertWatched,
  upsertWatchedSpans,
  watchedRow,
} from './upsert-watched.js';

/** A batch of changes as the statement takes it: one JSON array per kind. */
export interface PreparedBatch {
  readonly parameters: readonly string[];
  /** The ids of what is numbered as they were given, by what the server makes of them. */
  readonly numberedIds: ReadonlyMap<string, string>;
}

const audit = appendAudit('$6');

/** Everything in one statement: a batch is one round trip, whatever is in it. */
const statement = {
  name: 'pgrepl-apply',
  text: `with recursive
    incident_input as (${upsertIncidents.input}),
    incident_count as (${upsertIncidents.count}),
    incidents as (${upsertIncidents.upsert}),
    timeline as (${insertTimeline}),
    forgotten as (${forgetWords}),
    outbox as (${upsertOutbox}),
    former_roots as (${keepFormerRoots}),
    roots as (${upsertRoots}),
    clusters as (${upsertClusters}),
    watched as (${upsertWatched('$8')}),
    watched_spans as (${upsertWatchedSpans('$8')}),
    watched_forgotten as (${forgetWatchedSpans('$8')}),
    silence_input as (${upsertSilences.input}),
    silence_count as (${upsertSilences.count}),
    silences as (${upsertSilences.upsert}),
    audit_fresh as (${audit.fresh}),
    audit_chain as (${audit.chain}),
    audit_insert as (${audit.insert}),
    audit_head as (${audit.moveHead})
    select id::text as id, number from incidents
    union all
    select id::text, number from silences`,
} as const;

/** Makes the parameters. Throws a `StoreError` `refused` for values that can never be recorded. */
export function prepareBatch(changes: readonly StoreChange[]): PreparedBatch {
  const of = <K extends StoreChange['kind']>(kind: K): Extract<StoreChange, { kind: K }>[] =>
    changes.filter((change): change is Extract<StoreChange, { kind: K }> => change.kind === kind);
  const key = (id: string): string => id.toLowerCase();
  const incidents = of('incident').map(({ incident }) => incident);
  const silences = of('silence').map(({ silence }) => silence);
  try {
    const rows: readonly (readonly object[])[] = [
      lastOf(incidents, ({ id }) => key(id)).map(incidentRow),
      timelineRows(firstOf(of('timeline'), ({ entry }) => key(entry.id)).map(({ entry }) => entry)),
      lastOf(of('outbox'), ({ item }) => key(item.id)).map(({ item }) => outboxRow(item)),
      lastOf(of('root'), ({ root }) => key(root.subjectId)).map(({ root }) => rootRow(root)),
      lastOf(of('cluster'), ({ memory }) => memory.cluster).map(({ memory }) => clusterRow(memory)),
      firstOf(of('audit'), ({ record }) => key(record.id)).map(({ record }) => auditRow(record)),
      lastOf(silences, ({ id }) => key(id)).map(silenceRow),
      lastOf(
        of('watched').map(({ watched }) => watched),
        ({ cluster, from }) => `${from} ${cluster}`,
      ).map(watchedRow),
    ];
    return {
      parameters: rows.map(toJsonbText),
      numberedIds: new Map([...incidents, ...silences].map(({ id }) => [key(id), id])),
    };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new StoreError('refused', `The changes cannot be written down: ${said}`, {
      cause: error,
    });
  }
}

/**
 * Records a batch, all or nothing, in three round trips. The first waits for whoever writes before
 * us, and makes sure that the store is still ours: a transaction of a session that was given up
 * either ended before, or is none of the store's any more.
 */
export async function applyChanges(
  client: pg.ClientBase,
  token: string,
  { parameters, numberedIds }: PreparedBatch,
): Promise<ApplyResult> {
  // Read committed, whatever the default: the statement must see what was there when the locks
  // had been taken, not when the transaction began.
  const begun: unknown = await client.query(
    `begin isolation level read committed; ${lockLease}; ${lockAudit}`,
  );
  if (leaseToken(begun) !== token) {
    throw new StoreError('conflict', 'The store was taken over by another pgrepl');
  }
  const { rows } = await client.query<{ id: string; number: number }>({
    ...statement,
    values: [...parameters],
  });
  const { command } = await client.query('commit');
  if (command !== 'COMMIT') throw new StoreError('unavailable', 'The store took the batch back');
  return { numbers: new Map(rows.map(({ id, number }) => [numberedIds.get(id) ?? id, number])) };
}

/** The answer to several statements at once is a list of results, which `pg`'s types leave out. */
function leaseToken(results: unknown): unknown {
  if (!Array.isArray(results)) return null;
  const lease: unknown = results[1];
  if (typeof lease !== 'object' || lease === null || !('rows' in lease)) return null;
  if (!Array.isArray(lease.rows)) return null;
  const row: unknown = lease.rows[0];
  return typeof row === 'object' && row !== null && 'token' in row ? row.token : null;
}
