import type { Incident, TimelineEntry } from '../../incidents/model.js';
import type { EpochMs } from '../../replication/observation.js';

/** How long something was so, in all, and over which time. */
export interface Stretch {
  readonly totalMs: number;
  readonly from: EpochMs;
  /** Null while it goes on. */
  readonly to: EpochMs | null;
}

const begins = new Set<TimelineEntry['kind']>(['opened', 'reopened', 'finding-added']);
const endsAll = new Set<TimelineEntry['kind']>(['resolved', 'merged']);

/**
 * How long findings of these kinds counted, by the lines of a timeline; null if none ever did. What
 * overlaps counts once.
 */
export function stretchOf(
  kinds: readonly string[],
  { state, resolvedAt }: Incident,
  entries: readonly TimelineEntry[],
  now: EpochMs,
): Stretch | null {
  const open = new Set<string>();
  let since: EpochMs | null = null;
  let first: EpochMs | null = null;
  let last: EpochMs | null = null;
  let totalMs = 0;
  const end = (at: EpochMs): void => {
    if (since === null || open.size > 0) return;
    totalMs += Math.max(0, at - since);
    since = null;
    last = at;
  };
  for (const { kind, at, findingKey } of entries) {
    if (begins.has(kind) && findingKey !== null && kinds.includes(kindOf(findingKey))) {
      open.add(findingKey);
      since ??= at;
      first ??= at;
    } else if (kind === 'finding-cleared' && findingKey !== null && open.delete(findingKey)) {
      end(at);
    } else if (endsAll.has(kind)) {
      open.clear();
      end(at);
    }
  }
  if (first === null) return null;
  const isOpen = open.size > 0 && state === 'open';
  open.clear();
  end(isOpen ? now : (resolvedAt ?? now));
  return { totalMs, from: first, to: isOpen ? null : last };
}

/** A key is `cluster/kind/subject`, and a cluster's name has no slash. */
function kindOf(key: string): string {
  return key.split('/')[1] ?? '';
}
