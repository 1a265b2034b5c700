import type { EpochMs, Slot } from './observation.js';
import type { NodeView } from './topology/model.js';

/** The bound that `idle_replication_slot_timeout` (18+) sets to a slot that nobody reads from. */
export interface IdleLimit {
  readonly timeoutMs: number;
  /**
   * Until the next checkpoint gives it up, ms; 0 if it already may. It is counted from
   * `inactive_since`, the server's clock, and all of it is left while there is a reader.
   */
  readonly leftMs: number;
}

/**
 * Null where no such bound is set, and for slots that have none: those that keep no WAL, and the
 * copies of failover slots on a standby (PostgreSQL's documentation of the setting says so).
 */
export function idleLimit(node: NodeView, slot: Slot, now: EpochMs): IdleLimit | null {
  const timeoutMs = node.settings?.idleSlotTimeoutMs ?? 0;
  if (timeoutMs <= 0 || slot.restartLsn === null || slot.invalidationReason !== null) return null;
  if (slot.synced && node.role === 'standby') return null;
  const { active, inactiveSince } = slot;
  const idleMs = active || inactiveSince === null ? 0 : Math.max(0, now - inactiveSince);
  return { timeoutMs, leftMs: Math.max(0, timeoutMs - idleMs) };
}
