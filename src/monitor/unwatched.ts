import { timelineEntry } from '../incidents/entry.js';
import type { Incident, OutboxPayload, RootMessage } from '../incidents/model.js';
import { outboxItem } from '../incidents/outbox-item.js';
import type { StoreChange } from '../incidents/record.js';
import type { EpochMs } from '../replication/observation.js';
import { unwatchedWords } from '../wording/unwatched-words.js';

export interface UnwatchedInput {
  /** Of all clusters, any order. */
  readonly incidents: Iterable<Incident>;
  readonly roots: ReadonlyMap<string, RootMessage>;
  readonly isWatched: (cluster: string) => boolean;
  readonly now: EpochMs;
  readonly newId: () => string;
}

/**
 * Ends the open incidents of clusters that are not configured any more, under that name at least:
 * nobody looks at them, so that they would stay open for ever.
 */
export function endUnwatched(input: UnwatchedInput): readonly StoreChange[] {
  const { incidents, isWatched } = input;
  return [...incidents]
    .filter(({ state, cluster }) => state === 'open' && !isWatched(cluster))
    .flatMap((incident) => endOf(incident, input));
}

function endOf(before: Incident, { roots, now, newId }: UnwatchedInput): readonly StoreChange[] {
  const incident: Incident = { ...before, state: 'resolved', changedAt: now, resolvedAt: now };
  const text = unwatchedWords(incident.cluster);
  const told = { incidentId: incident.id, reason: 'resolved' } as const;
  const root = roots.get(incident.id);
  const messages: readonly OutboxPayload[] = [
    { kind: 'root', ...told },
    { kind: 'thread', ...told, text, broadcast: false },
  ];
  const entry = timelineEntry({
    id: newId(),
    incidentId: incident.id,
    at: now,
    kind: 'resolved',
    text,
  });
  return [
    { kind: 'incident', incident },
    { kind: 'timeline', entry },
    // What was never posted needs no end.
    ...(root === undefined ? [] : messages).map((payload): StoreChange => ({
      kind: 'outbox',
      item: outboxItem(newId(), root?.channel ?? '', payload, now),
    })),
  ];
}
