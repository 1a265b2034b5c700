import type { Incident } from '../../incidents/model.js';
import type { EpochMs } from '../../replication/observation.js';

/**
 * The incidents that were open at some time of a day, the oldest first.
 *
 * @param recorded what the store holds
 * @param open what memory knows to be open: it may not be on record yet
 */
export function ofTheDay(
  recorded: readonly Incident[],
  open: readonly Incident[],
  from: EpochMs,
  to: EpochMs,
): readonly Incident[] {
  const all = new Map([...open, ...recorded].map((incident) => [incident.id, incident]));
  return [...all.values()]
    .filter(
      ({ openedAt, resolvedAt }) => openedAt < to && (resolvedAt === null || resolvedAt >= from),
    )
    .toSorted((a, b) => a.openedAt - b.openedAt || (a.number ?? 0) - (b.number ?? 0));
}
