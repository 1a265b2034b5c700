import type pg from 'pg';
import type { RootMessage } from '../../incidents/model.js';
import { toRoot } from './rows.js';

/** Where the message of an incident or an operation stands; null if it has none. */
export async function findRoot(
  client: pg.ClientBase,
  subjectId: string,
): Promise<RootMessage | null> {
  const { rows } = await client.query<object>(
    `select subject_id as "subjectId", channel, ts from pgrepl.root_messages where subject_id = $1`,
    [subjectId],
  );
  return rows[0] === undefined ? null : toRoot(rows[0]);
}
