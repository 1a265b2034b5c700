import type { EpochMs } from '../replication/observation.js';
import { quoted } from '../wording/people.js';
import { timelineEntry } from './entry.js';
import type { Incident, TimelineEntry } from './model.js';

/** Who takes an incident, and what they say to it. */
export interface Taking {
  /** `slack:T…/U…` or `cli:<os user>`. */
  readonly actor: string;
  readonly reason: string | null;
  readonly at: EpochMs;
}

export type Acknowledgement =
  /** Theirs from now on; `from` is who had it, null for nobody. */
  | {
      readonly kind: 'taken';
      readonly incident: Incident;
      readonly entry: TimelineEntry;
      readonly from: string | null;
    }
  /** It was theirs already, and they have nothing to add. */
  | { readonly kind: 'theirs' }
  /** It is resolved: there is nothing to own. */
  | { readonly kind: 'over' };

/**
 * Somebody takes an incident, or takes it over from whoever had it. An owner who says something else
 * than before keeps it, with the new words.
 */
export function acknowledge(
  incident: Incident,
  { actor, reason, at }: Taking,
  newId: () => string,
): Acknowledgement {
  if (incident.state !== 'open') return { kind: 'over' };
  const isTheirs = incident.acknowledgedBy === actor;
  if (isTheirs && (reason === null || reason === incident.acknowledgeReason)) {
    return { kind: 'theirs' };
  }
  const from = isTheirs ? null : incident.acknowledgedBy;
  const what = isTheirs ? 'Keeps it' : from === null ? 'Acknowledged' : `Taken over from ${from}`;
  return {
    kind: 'taken',
    from,
    incident: {
      ...incident,
      acknowledgedBy: actor,
      acknowledgedAt: isTheirs ? incident.acknowledgedAt : at,
      acknowledgeReason: reason,
    },
    entry: timelineEntry({
      id: newId(),
      incidentId: incident.id,
      at,
      kind: from === null ? 'acknowledged' : 'taken-over',
      text: reason === null ? `${what}.` : `${what}: ${quoted(reason)}`,
      source: actor,
    }),
  };
}

/**
 * Whose an incident is that has taken others in: its own owner's, or else the one's who took one of
 * the others last, so that nobody's word is lost by a merge.
 */
export function ownerOfAll(
  survivor: Incident,
  others: readonly Incident[],
): Pick<Incident, 'acknowledgedBy' | 'acknowledgedAt' | 'acknowledgeReason'> {
  const owned = others
    .filter(({ acknowledgedBy }) => acknowledgedBy !== null)
    .toSorted((a, b) => (b.acknowledgedAt ?? 0) - (a.acknowledgedAt ?? 0));
  const from = survivor.acknowledgedBy === null ? (owned[0] ?? survivor) : survivor;
  const { acknowledgedBy, acknowledgedAt, acknowledgeReason } = from;
  return { acknowledgedBy, acknowledgedAt, acknowledgeReason };
}
