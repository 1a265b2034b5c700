import type { EpochMs, RecoveryConflicts } from '../observation.js';
import type { NodeFacts } from './facts.js';

/** Queries that replay has cancelled on a standby. */
export interface ConflictView {
  /** The counters at the last look. */
  readonly counted: RecoveryConflicts;
  /** What was added between two looks, the oldest first, as far as it is spoken of. */
  readonly recent: readonly { readonly at: EpochMs; readonly added: RecoveryConflicts }[];
}

/** How long a conflict is spoken of, ms: the longest span that a bound can be set for. */
export const conflictsReachMs = 3_600_000;

/** The counters of a standby, and what was added to them within the last hour. */
export function conflictsOf(
  node: NodeFacts,
  previous: ConflictView | null,
  now: EpochMs,
): ConflictView | null {
  const role = node.state?.role;
  if (role?.kind !== 'standby' || node.foreign) return null;
  const counted = node.answers ? role.conflicts : (previous?.counted ?? role.conflicts);
  if (counted === null) return null;
  const recent = (previous?.recent ?? []).filter(({ at }) => at > now - conflictsReachMs);
  const added = previous === null ? null : difference(previous.counted, counted);
  return {
    counted,
    recent:
      added === null || totalOf(added) === 0
        ? recent
        : [...recent, { at: node.stateAt ?? now, added }],
  };
}

/** All kinds together. */
export function totalOf(conflicts: RecoveryConflicts): number {
  return Object.values<number>({ ...conflicts }).reduce((sum, count) => sum + count, 0);
}

/** Null if a counter fell: the statistics were reset, and what was added is not known. */
function difference(before: RecoveryConflicts, after: RecoveryConflicts): RecoveryConflicts | null {
  const added: RecoveryConflicts = {
    tablespace: after.tablespace - before.tablespace,
    lock: after.lock - before.lock,
    snapshot: after.snapshot - before.snapshot,
    bufferPin: after.bufferPin - before.bufferPin,
    deadlock: after.deadlock - before.deadlock,
    logicalSlot: after.logicalSlot - before.logicalSlot,
  };
  return Object.values<number>({ ...added }).some((count) => count < 0) ? null : added;
}
