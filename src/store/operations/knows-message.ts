import type pg from 'pg';

/** True if a message of this id is on record, sent or not. */
export async function knowsMessage(client: pg.ClientBase, id: string): Promise<boolean> {
  const { rows } = await client.query<object>('select from pgrepl.outbox where id = $1', [id]);
  return rows.length > 0;
}
