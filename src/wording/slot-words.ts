import type { IdleLimit } from '../replication/idle-slots.js';
import { safeName } from './safe-text.js';
import { formatDuration } from './units.js';

/** `pg_replication_slots.invalidation_reason` (17+), in words; null is what 13 to 16 give up for. */
export function invalidationWords(reason: string | null): string {
  switch (reason) {
    case 'wal_removed':
    case null:
      return 'WAL that it was to keep has been removed, beyond `max_slot_wal_keep_size`';
    case 'rows_removed':
      return 'rows that it was to keep have been removed';
    case 'wal_level_insufficient':
      return 'the primary no longer writes WAL with `wal_level = logical`';
    case 'idle_timeout':
      return 'nobody had read from it for `idle_replication_slot_timeout`';
    default:
      return `PostgreSQL gives as the reason \`${safeName(reason)}\``;
  }
}

/** When a slot without a reader is given up for that, as a clause. */
export function idleWords({ timeoutMs, leftMs }: IdleLimit): string {
  const timeout = formatDuration(timeoutMs);
  if (leftMs === 0) {
    return `nobody has read from it for longer than \`idle_replication_slot_timeout\` (${timeout}) allows, and the next checkpoint gives it up`;
  }
  const when = leftMs >= timeoutMs ? '' : `, in ${formatDuration(leftMs)},`;
  return `once nobody has read from it for ${timeout} (\`idle_replication_slot_timeout\`)${when} the next checkpoint gives it up`;
}
