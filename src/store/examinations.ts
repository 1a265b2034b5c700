import type pg from 'pg';
import { z } from 'zod';
import type { Baseline } from '../operations/doctor/compare.js';
import { toJsonbText } from './json.js';
import type { Keeper } from './keeper.js';
import { iso } from './operations/batch.js';
import { reader } from './operations/rows.js';

const toBaseline = reader(
  'examination',
  z.object({
    at: z.number(),
    score: z.number().int(),
    wrong: z.array(
      z.object({ check: z.string(), node: z.string().nullable(), weight: z.number() }),
    ),
    ready: z.array(z.string()),
  }),
);

const upsert = `
  insert into pgrepl.examinations as old (cluster, at, score, wrong, ready)
  values ($1, $2, $3, $4, $5)
  on conflict (cluster) do update
     set at = excluded.at, score = excluded.score, wrong = excluded.wrong, ready = excluded.ready`;

/** The last daily examination of each cluster. Every method rejects with a `StoreError`. */
export class Examinations {
  readonly #keeper: Pick<Keeper, 'run'>;

  constructor(keeper: Pick<Keeper, 'run'>) {
    this.#keeper = keeper;
  }

  /** Null if there was none yet. */
  readonly read = async (cluster: string): Promise<Baseline | null> =>
    this.#keeper.run('read an examination', (client) => readOne(client, cluster));

  /** Takes the place of the one before. */
  readonly write = async (cluster: string, baseline: Baseline): Promise<void> =>
    this.#keeper.run('record an examination', async (client) => {
      const { at, score, wrong, ready } = baseline;
      const values = [cluster, iso(at), score, toJsonbText(wrong), toJsonbText(ready)];
      await client.query(upsert, values);
    });
}

async function readOne(client: pg.ClientBase, cluster: string): Promise<Baseline | null> {
  const { rows } = await client.query<object>(
    `select (extract(epoch from at) * 1000)::float8 as at, score, wrong, ready
       from pgrepl.examinations where cluster = $1`,
    [cluster],
  );
  return rows[0] === undefined ? null : toBaseline(rows[0]);
}
