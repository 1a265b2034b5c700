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

/**
 * True of what is critical and was taken when it was but a warning: it has an owner, but whoever goes to
 * sleep over a warning has not said that they see to this.
 */
export function isUnconfirmed({
  severity,
  acknowledgedBy,
  acknowledgedSeverity,
}: Incident): boolean {
  return acknowledgedBy !== null && severity === 'critical' && acknowledgedSeverity === 'warning';
}

/** True if somebody has taken it as what it is now: then nobody need be called. */
export function isAcknowledged(incident: Incident): boolean {
  return incident.acknowledgedBy !== null && !isUnconfirmed(incident);
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
 * than before keeps it, with the new words; one who took it as a warning confirms that they see to it now
 * that it is critical.
 */
export function acknowledge(
  incident: Incident,
  { actor, reason, at }: Taking,
  newId: () => string,
): Acknowledgement {
  if (incident.state !== 'open') return { kind: 'over' };
  const isTheirs = incident.acknowledgedBy === actor;
  const confirms = isTheirs && isUnconfirmed(incident);
  const isSaid = reason === null || reason === incident.acknowledgeReason;
  if (isTheirs && isSaid && !confirms) {
    return { kind: 'theirs' };
  }
  const from = isTheirs ? null : incident.acknowledgedBy;
  const what = confirms
    ? 'Keeps it, critical now'
    : isTheirs
      ? 'Keeps it'
      : from === null
        ? 'Acknowledged'
        : `Taken over from ${from}`;
  return {
    kind: 'taken',
    from,
    incident: {
      ...incident,
      acknowledgedBy: actor,
      acknowledgedAt: isTheirs ? incident.acknowledgedAt : at,
      acknowledgeReason: confirms ? (reason ?? incident.acknowledgeReason) : reason,
      // Who took it as critical need not take it again when that comes back.
      acknowledgedSeverity:
        isTheirs && incident.severity === 'warning'
          ? incident.acknowledgedSeverity
          : incident.severity,
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
 * the others last, so that nobody's word is lost by a merge. Who took theirs as critical goes before who
 * took a mere warning.
 */
export function ownerOfAll(
  survivor: Incident,
  others: readonly Incident[],
): Pick<
  Incident,
  'acknowledgedBy' | 'acknowledgedAt' | 'acknowledgeReason' | 'acknowledgedSeverity'
> {
  const owned = others
    .filter(({ acknowledgedBy }) => acknowledgedBy !== null)
    .toSorted((a, b) => (b.acknowledgedAt ?? 0) - (a.acknowledgedAt ?? 0));
  const all = survivor.acknowledgedBy === null ? owned : [survivor, ...owned];
  const tookAsCritical = all.find(({ acknowledgedSeverity }) => acknowledgedSeverity !== 'warning');
  const from = tookAsCritical ?? all[0] ?? survivor;
  const { acknowledgedBy, acknowledgedAt, acknowledgeReason, acknowledgedSeverity } = from;
  return { acknowledgedBy, acknowledgedAt, acknowledgeReason, acknowledgedSeverity };
}
