import type pg from 'pg';
import type { Incident } from '../../incidents/model.js';
import { selectIncident } from './list-incidents.js';
import { toIncident } from './rows.js';

/** The incident that people call `INC-<number>`; null if there is none. */
export async function findIncident(
  client: pg.ClientBase,
  number: number,
): Promise<Incident | null> {
  if (!Number.isSafeInteger(number)) return null;
  const { rows } = await client.query<object>(`${selectIncident} where i.number = $1`, [number]);
  return rows[0] === undefined ? null : toIncident(rows[0]);
}
