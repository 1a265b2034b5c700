import type pg from 'pg';
import type { ClusterMemory, StoredState } from '../../incidents/record.js';
import type { EpochMs } from '../../replication/observation.js';
import { iso } from './batch.js';
import { selectIncident } from './list-incidents.js';
import { listSilences } from './list-silences.js';
import {
  toClusterMemory,
  toIncident,
  toOutboxItem,
  toRoot,
  toWatched,
  toWatchedSpan,
} from './rows.js';

/** True of what an unsent message speaks of. */
function spokenOf(id: string): string {
  return `${id} in (select o.subject_id from pgrepl.outbox o where o.state in ('pending', 'sending'))`;
}

/** An unsent message may speak of an incident that is over for longer: it comes along. */
const wanted = `
  i.state = 'open' or i.resolved_at >= $1
  or ${spokenOf('i.id')}`;

const incidents = `${selectIncident} where ${wanted} order by i.number`;

/** Those of operations go by the same rule: under way, ended lately, or still spoken of. */
const roots = `
  select r.subject_id as "subjectId", r.channel, r.ts
    from pgrepl.root_messages r join pgrepl.incidents i on i.id = r.subject_id
   where ${wanted}
  union all
  select r.subject_id, r.channel, r.ts
    from pgrepl.root_messages r join pgrepl.operations n on n.id = r.subject_id
   where n.ended_at is null or n.ended_at >= $1 or ${spokenOf('n.id')}`;

const outbox = `
  select id, channel, created_at as "createdAt", payload, state, attempts,
         not_before as "notBefore", sent_ts as "sentTs", last_error as "lastError"
    from pgrepl.outbox where state in ('pending', 'sending') order by seq`;

const clusters = `
  select cluster, system_identifier as "systemIdentifier", contract, last_primary as "lastPrimary"
    from pgrepl.cluster_memory order by cluster`;

const watched = `select cluster, at from pgrepl.watched order by cluster`;

const watchedSpans = `
  select cluster, begun_at as "from", at from pgrepl.watched_spans order by cluster, begun_at`;

/** What is remembered of each cluster. */
export async function listClusters(client: pg.ClientBase): Promise<readonly ClusterMemory[]> {
  return (await client.query<object>(clusters)).rows.map(toClusterMemory);
}

/** All of one moment: what a transaction of another session commits meanwhile is not half seen. */
export async function loadState(
  client: pg.ClientBase,
  resolvedSince: EpochMs,
): Promise<StoredState> {
  await client.query('begin isolation level repeatable read, read only');
  const since = [iso(resolvedSince)];
  const state: StoredState = {
    incidents: (await client.query<object>(incidents, since)).rows.map(toIncident),
    roots: (await client.query<object>(roots, since)).rows.map(toRoot),
    outbox: (await client.query<object>(outbox)).rows.map(toOutboxItem),
    clusters: await listClusters(client),
    watched: (await client.query<object>(watched)).rows.map(toWatched),
    watchedSpans: (await client.query<object>(watchedSpans)).rows.map(toWatchedSpan),
    silences: await listSilences(client, resolvedSince),
  };
  await client.query('commit');
  return state;
}
