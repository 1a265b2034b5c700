import type { EpochMs } from '../../replication/observation.js';
import { isAcknowledged } from '../acknowledge.js';
import type { Incident } from '../model.js';
import type { Silence } from '../silences/model.js';
import { covers, incidentSilence } from '../silences/rules.js';

/** Whom to call for a critical incident that nobody has acknowledged as such, and when. */
export interface EscalationRules {
  /** How long after it was posted as critical it is called for, ms. */
  readonly afterMs: number;
  /** How long after one call the next comes, ms. */
  readonly everyMs: number;
  /** How many calls there are at most. */
  readonly times: number;
  /** The id of a Slack user group, `S…`. */
  readonly mention: string;
}

export interface EscalationInput {
  readonly incident: Incident;
  /** Null where nobody is to be called. */
  readonly rules: EscalationRules | null;
  /** Of the cluster; also those that are over. */
  readonly silences: readonly Silence[];
  /** When its first message was posted; null while nobody can have seen it. */
  readonly postedAt: EpochMs | null;
  /** Until when the last call is known to have waited for Slack; `now` while it waits, null if it did not. */
  readonly waitedUntil: EpochMs | null;
  readonly now: EpochMs;
}

/** Why nobody is called now. */
export type NoEscalation =
  | 'not-configured'
  | 'resolved'
  | 'not-critical'
  | 'acknowledged'
  | 'silenced'
  | 'not-posted'
  | 'last-call-waits'
  | 'called-often-enough';

export type Escalation =
  /** The call is due; it is the `call`-th of `of`. */
  | { readonly kind: 'due'; readonly call: number; readonly of: number }
  | { readonly kind: 'later'; readonly at: EpochMs }
  | { readonly kind: 'none'; readonly reason: NoEscalation };

/**
 * Says whether it is time to call people for an incident. Nobody is called for what they could not
 * yet see or what was silenced: the wait begins when both are over. A call that Slack has not taken yet
 * is followed by none, and what follows it counts from when people could hear it.
 */
export function escalation(input: EscalationInput): Escalation {
  const { incident, rules, silences, postedAt, waitedUntil, now } = input;
  const none = (reason: NoEscalation): Escalation => ({ kind: 'none', reason });
  if (rules === null) return none('not-configured');
  if (incident.state === 'resolved') return none('resolved');
  if (incident.severity !== 'critical' || incident.criticalSince === null) {
    return none('not-critical');
  }
  if (isAcknowledged(incident)) return none('acknowledged');
  const audible = incident.findings.filter(({ severity }) => severity === 'critical');
  if (incidentSilence({ id: incident.id, findings: audible }, silences, now).kind === 'whole') {
    return none('silenced');
  }
  if (postedAt === null) return none('not-posted');
  if (waitedUntil !== null && waitedUntil >= now) return none('last-call-waits');
  if (incident.escalations >= rules.times) return none('called-often-enough');
  const visible = Math.max(incident.criticalSince, postedAt, silentUntil(incident, silences, now));
  const { escalatedAt } = incident;
  const at =
    escalatedAt === null || escalatedAt < visible
      ? visible + rules.afterMs
      : Math.max(escalatedAt, waitedUntil ?? 0) + rules.everyMs;
  return at <= now
    ? { kind: 'due', call: incident.escalations + 1, of: rules.times }
    : { kind: 'later', at };
}

/** When the last silence over it ended, whether or not that is on record yet. */
function silentUntil(incident: Incident, silences: readonly Silence[], now: EpochMs): EpochMs {
  const ends = silences
    .filter(
      ({ begunAt, endedAt, endsAt }) => begunAt !== null && (endedAt !== null || endsAt <= now),
    )
    .filter((silence) => incident.findings.some((each) => covers(silence, each, incident.id)))
    .map(({ endedAt, endsAt }) => Math.min(endedAt ?? endsAt, endsAt));
  return Math.max(0, ...ends);
}
