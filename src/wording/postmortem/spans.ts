import type { Incident, TimelineEntry } from '../../incidents/model.js';
import type { EpochMs } from '../../replication/observation.js';

/** How long something was so, in all, and over which time. */
export interface Stretch {
  readonly totalMs: number;
  readonly from: EpochMs;
  /** Null while it goes on. */
  readonly to: EpochMs | null;
}

/** A time in which something was so without a break. */
export interface Span {
  readonly from: EpochMs;
  /** Null while it goes on. */
  readonly to: EpochMs | null;
}

const begins = new Set<TimelineEntry['kind']>(['opened', 'reopened', 'finding-added']);

/**
 * How long findings of these kinds counted, by the lines of a timeline; null if none ever did. What
 * overlaps counts once.
 */
export function stretchOf(
  kinds: readonly string[],
  incident: Incident,
  entries: readonly TimelineEntry[],
  now: EpochMs,
): Stretch | null {
  const spans = spansOf(kinds, incident, entries);
  const [first] = spans;
  const last = spans.at(-1);
  if (first === undefined || last === undefined) return null;
  return { totalMs: totalOf(spans, 0, now), from: first.from, to: last.to };
}

/** When findings of these kinds counted, by the lines of a timeline: in order, none over another. */
export function spansOf(
  kinds: readonly string[],
  incident: Incident,
  entries: readonly TimelineEntry[],
): readonly Span[] {
  const open = new Set<string>();
  const spans: Span[] = [];
  let since: EpochMs | null = null;
  const end = (at: EpochMs | null): void => {
    if (since !== null && open.size === 0) {
      spans.push({ from: since, to: at });
      since = null;
    }
  };
  // What an incident took in is recorded when that happened, and dated by when it began.
  for (const entry of entries.toSorted((a, b) => a.at - b.at)) {
    const { kind, at, findingKey } = entry;
    if (begins.has(kind) && findingKey !== null && kinds.includes(kindOf(findingKey))) {
      open.add(findingKey);
      since ??= at;
    } else if (kind === 'finding-cleared' && findingKey !== null && open.delete(findingKey)) {
      end(at);
    } else if (endsAll(entry, incident)) {
      open.clear();
      end(at);
    }
  }
  open.clear();
  end(incident.state === 'open' ? null : incident.resolvedAt);
  return spans;
}

/** How much of a time these spans fill; what overlaps counts once. One that goes on lasts to its end. */
export function totalOf(spans: readonly Span[], from: EpochMs, to: EpochMs): number {
  let totalMs = 0;
  let counted = from;
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const end = Math.min(span.to ?? to, to);
    totalMs += Math.max(0, end - Math.max(span.from, counted));
    counted = Math.max(counted, end);
  }
  return totalMs;
}

/** An incident that takes in another one has a line of the same kind, and goes on. */
function endsAll({ kind, at }: TimelineEntry, { mergedInto, resolvedAt }: Incident): boolean {
  if (kind === 'resolved') return true;
  return kind === 'merged' && mergedInto !== null && resolvedAt !== null && at >= resolvedAt;
}

/** A key is `cluster/kind/subject`, and a cluster's name has no slash. */
function kindOf(key: string): string {
  return key.split('/')[1] ?? '';
}
