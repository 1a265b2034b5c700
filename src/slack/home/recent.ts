import type { EpochMs } from '../../replication/observation.js';
import type { Records } from '../ports.js';
import type { Recent } from './board.js';

/** How long what was read serves, and how far back it looks, ms. */
const freshMs = 30_000;
const spanMs = 24 * 3_600_000;
const most = 5;

/** What ended lately: it is asked for now and then, not each time that somebody looks. */
export class RecentReader {
  readonly #records: Pick<Records, 'incidents' | 'operations'>;
  #known: Recent | null = null;
  #readAt: EpochMs | null = null;

  constructor(records: Pick<Records, 'incidents' | 'operations'>) {
    this.#records = records;
  }

  async read(now: EpochMs): Promise<Recent | null> {
    if (this.#readAt !== null && now - this.#readAt < freshMs) return this.#known;
    this.#readAt = now;
    const [incidents, operations] = await Promise.all([
      this.#records.incidents({ cluster: null, since: null, endedSince: now - spanMs }, 50),
      this.#records.operations(null, 20),
    ]);
    this.#known =
      incidents === null || operations === null
        ? null
        : {
            incidents: incidents
              .filter(({ state, mergedInto }) => state === 'resolved' && mergedInto === null)
              .slice(0, most),
            operations: operations
              .filter(({ endedAt }) => endedAt !== null && endedAt >= now - spanMs)
              .slice(0, most),
          };
    return this.#known;
  }
}
