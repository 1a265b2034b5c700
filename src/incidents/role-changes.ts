import type { Operation } from '../operations/model.js';
import type { EpochMs } from '../replication/observation.js';

/** A node's role or timeline changed, as it stands on record. */
export interface RecordedChange {
  readonly cluster: string;
  readonly at: EpochMs;
  /** A sentence. */
  readonly text: string;
}

/** Changes of one cluster that came close together: a promotion takes timelines along. */
export interface ChangeBurst {
  readonly cluster: string;
  /** When the first of them was seen. */
  readonly at: EpochMs;
  /** The first one first. */
  readonly texts: readonly string[];
  /** The operation that was under way; `none` if there was none; `unknown` where that can't be said. */
  readonly during: Operation | 'none' | 'unknown';
}

/** How long after one change, or after an operation's end, the next still belongs to it, ms. */
const togetherMs = 60_000;

/**
 * The changes in bursts, the newest first.
 *
 * @param changes the newest first
 * @param operations of all clusters
 * @param operationsSince from when on `operations` has all that there were
 */
export function changeBursts(
  changes: readonly RecordedChange[],
  operations: readonly Operation[],
  operationsSince: EpochMs,
): readonly ChangeBurst[] {
  const bursts: [RecordedChange, ...RecordedChange[]][] = [];
  for (const change of changes.toReversed()) {
    const last = bursts.findLast(([first]) => first.cluster === change.cluster);
    const isNear = change.at - (last?.at(-1)?.at ?? Number.NEGATIVE_INFINITY) <= togetherMs;
    if (last !== undefined && isNear) last.push(change);
    else bursts.push([change]);
  }
  return bursts.toReversed().map((burst): ChangeBurst => {
    const [{ cluster, at }] = burst;
    const until = burst.at(-1)?.at ?? at;
    const known = at >= operationsSince ? 'none' : 'unknown';
    return {
      cluster,
      at,
      texts: burst.map(({ text }) => text),
      during: operations.find((each) => isDuring(each, cluster, at, until)) ?? known,
    };
  });
}

function isDuring(operation: Operation, cluster: string, from: EpochMs, to: EpochMs): boolean {
  const { startedAt, endedAt } = operation;
  if (operation.cluster !== cluster || startedAt === null) return false;
  return startedAt <= to && from <= (endedAt ?? Number.POSITIVE_INFINITY) + togetherMs;
}
