import type { EpochMs } from '../replication/observation.js';
import type { Operation } from './model.js';
import { latestRecord } from './progress.js';

/** How long a fence that did not succeed counts, ms: what kept it from that may be over. */
const countsForMs = 60 * 60_000;

/** A fence that was tried and is not known to have succeeded. */
export interface FailedFence {
  readonly node: string;
  readonly at: EpochMs;
  /** The number of the operation that tried it. */
  readonly operation: number;
}

/**
 * The newest promotion of this cluster that ended for want of a fence, if that was not long ago and no
 * fence has succeeded since. Whoever asks again may then go ahead without: the node may be dead, with
 * everything that could fence it.
 */
export function failedFence(
  operations: readonly Operation[],
  cluster: string,
  now: EpochMs,
): FailedFence | null {
  const tried = operations.flatMap((operation) => {
    if (operation.cluster !== cluster || operation.state !== 'ended') return [];
    const step = operation.plan.steps.find(({ action }) => action.kind === 'fence');
    const record = step === undefined ? null : latestRecord(operation, step.id);
    if (record?.endedAt === null || record === null) return [];
    return [{ ...record, endedAt: record.endedAt, operation: operation.number }];
  });
  const newest = tried.toSorted((a, b) => b.endedAt - a.endedAt)[0];
  if (newest === undefined || newest.state === 'done') return null;
  if (now - newest.endedAt > countsForMs) return null;
  return { node: newest.node, at: newest.endedAt, operation: newest.operation };
}
