import type pg from 'pg';
import type { LagBucket } from '../../replication/lag-history/model.js';
import type { StoredPart } from '../../replication/lag-history/range.js';
import { readLag } from './read.js';

/** Which buckets of lag are wanted, and into which length they are laid. */
export interface WantedLag {
  readonly stepMs: number;
  readonly parts: readonly StoredPart[];
}

/** The lag of a cluster from all the buckets that tell of a span, the oldest first. */
export async function readLagParts(
  client: pg.ClientBase,
  cluster: string,
  { stepMs, parts }: WantedLag,
): Promise<readonly LagBucket[]> {
  const lag: LagBucket[] = [];
  for (const { stepMs: storedStepMs, from, to } of parts) {
    lag.push(...(await readLag(client, { cluster, storedStepMs, stepMs, from, to })));
  }
  return lag;
}
