import type { LagBucket, LagRetention } from '../../replication/lag-history/model.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Keeper } from '../keeper.js';
import { foldLag } from './fold.js';
import { pruneLag } from './prune.js';
import { readLag, type LagFilter } from './read.js';
import { writeLag } from './write.js';

/** How far standbys were behind, on record. Every method rejects with a `StoreError`. */
export class LagRecords {
  readonly #keeper: Pick<Keeper, 'run'>;

  constructor(keeper: Pick<Keeper, 'run'>) {
    this.#keeper = keeper;
  }

  /** Buckets of the finest length; saying one twice changes nothing. */
  async write(buckets: readonly LagBucket[]): Promise<void> {
    await this.#keeper.run('record how far standbys are behind', (client) =>
      writeLag(client, buckets),
    );
  }

  /** The oldest first. */
  async read(filter: LagFilter): Promise<readonly LagBucket[]> {
    return this.#keeper.run('read how far standbys were behind', (client) =>
      readLag(client, filter),
    );
  }

  /** Lays what is complete into longer spans, and forgets what is old; returns how many rows. */
  async tidy(now: EpochMs, retention: LagRetention): Promise<number> {
    await this.#keeper.run('lay the history of lag together', (client) => foldLag(client, now));
    for (let total = 0; ;) {
      const { removed, more } = await this.#keeper.run('forget old lag', (client) =>
        pruneLag(client, now, retention),
      );
      total += removed;
      if (!more) return total;
    }
  }
}
