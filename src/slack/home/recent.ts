import { changeBursts } from '../../incidents/role-changes.js';
import type { Operation } from '../../operations/model.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Records } from '../ports.js';
import type { Recent } from './board.js';

/** How long what was read serves, and how far back it looks, ms. */
const freshMs = 10_000;
const spanMs = 24 * 3_600_000;

/** How many of each are shown, and are read to choose from. */
const most = 5;
const read = { incidents: 50, operations: 20, changes: 100 } as const;

type Source = Pick<Records, 'incidents' | 'operations' | 'roleChanges'>;

/** What ended or changed lately: it is asked for now and then, not each time that somebody looks. */
export class RecentReader {
  readonly #records: Source;
  #known: Recent | null = null;
  #readAt: EpochMs | null = null;

  constructor(records: Source) {
    this.#records = records;
  }

  async read(now: EpochMs): Promise<Recent | null> {
    if (this.#readAt !== null && now - this.#readAt < freshMs) return this.#known;
    this.#readAt = now;
    const from = now - spanMs;
    const [incidents, operations, changes] = await Promise.all([
      this.#records.incidents({ cluster: null, since: null, endedSince: from }, read.incidents),
      this.#records.operations(null, read.operations),
      this.#records.roleChanges(from, read.changes),
    ]);
    this.#known =
      incidents === null || operations === null || changes === null
        ? null
        : {
            incidents: incidents
              .filter(({ state, mergedInto }) => state === 'resolved' && mergedInto === null)
              .slice(0, most),
            operations: operations
              .filter(({ endedAt }) => endedAt !== null && endedAt >= from)
              .slice(0, most),
            changes: changeBursts(changes, operations, allSince(operations)).slice(0, most),
          };
    return this.#known;
  }
}

/** From when on there is no operation that was not read. */
function allSince(operations: readonly Operation[]): EpochMs {
  const oldest = operations.at(-1);
  return oldest === undefined || operations.length < read.operations ? 0 : oldest.requestedAt;
}
