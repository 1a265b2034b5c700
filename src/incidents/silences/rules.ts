import type { Finding } from '../../replication/findings/model.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Incident } from '../model.js';
import type { Silence } from './model.js';

/** Where a silence stands at a moment. */
export function silencePhase(
  { startsAt, endsAt, endedAt }: Silence,
  now: EpochMs,
): 'planned' | 'active' | 'over' {
  if (endedAt !== null || endsAt <= now) return 'over';
  return startsAt <= now ? 'active' : 'planned';
}

/** Whether a silence is about this finding of this incident, whatever the time. */
export function covers(silence: Silence, finding: Finding, incidentId: string | null): boolean {
  if (silence.cluster !== finding.cluster) return false;
  const { scope } = silence;
  switch (scope.kind) {
    case 'cluster':
      return true;
    case 'node':
      return nodeOf(finding) === scope.node || isWarningFrom(scope.node, finding);
    case 'finding':
      return (
        finding.kind === scope.finding && (scope.node === null || nodeOf(finding) === scope.node)
      );
    case 'incident':
      return isOfIncident(scope, finding, incidentId) && isMeant(scope, finding);
  }
}

type IncidentScope = Extract<Silence['scope'], { kind: 'incident' }>;

function isOfIncident(
  { incidentId: silenced, goesOn }: IncidentScope,
  finding: Finding,
  incidentId: string | null,
): boolean {
  return (
    silenced === incidentId ||
    (goesOn?.incidentId === incidentId && goesOn.keys.includes(finding.key))
  );
}

/** Who silences a standby that is gone has not silenced that commits hang once the next one goes. */
function isMeant({ known }: IncidentScope, { severity, key }: Finding): boolean {
  return severity !== 'critical' || known === undefined || known.includes(key);
}

/** The node that a finding is about; of a slot's that is where the slot is (`pg1/s1`). */
function nodeOf({ subject }: Finding): string | null {
  return subject?.split('/')[0] ?? null;
}

/**
 * A warning about the cluster as a whole that this node alone accounts for. What is critical for the
 * cluster is told although the node is silenced: commits that hang are no longer the node's trouble.
 */
function isWarningFrom(node: string, { subject, severity, causes }: Finding): boolean {
  if (subject !== null || severity === 'critical') return false;
  const nodes = causes.filter((cause) => cause.startsWith('node:'));
  return nodes.length > 0 && nodes.every((cause) => cause === `node:${node}`);
}

/** The silence that keeps a finding from being told now, the one that lasts longest; null for none. */
export function silenceOver(
  finding: Finding,
  incidentId: string | null,
  silences: readonly Silence[],
  now: EpochMs,
): Silence | null {
  return longest(
    silences.filter(
      (silence) => silencePhase(silence, now) === 'active' && covers(silence, finding, incidentId),
    ),
  );
}

/** How much of an incident is silenced; `silence` is the one after whose end more is told. */
export type IncidentSilence =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'part' | 'whole';
      readonly silence: Silence;
      /** The keys of the findings that are silenced. */
      readonly keys: readonly string[];
    };

/** Says how much of an incident is silenced at a moment. */
export function incidentSilence(
  incident: Pick<Incident, 'id' | 'findings'>,
  silences: readonly Silence[],
  now: EpochMs,
): IncidentSilence {
  const over = incident.findings.map((each) => silenceOver(each, incident.id, silences, now));
  const [silence] = over
    .filter((each) => each !== null)
    .toSorted((a, b) => a.endsAt - b.endsAt || (a.id < b.id ? -1 : 1));
  if (silence === undefined) return { kind: 'none' };
  const keys = incident.findings.filter((_, index) => over[index] !== null).map(({ key }) => key);
  return { kind: over.includes(null) ? 'part' : 'whole', silence, keys };
}

function longest(silences: readonly Silence[]): Silence | null {
  return silences.toSorted((a, b) => b.endsAt - a.endsAt || (a.id < b.id ? -1 : 1))[0] ?? null;
}

/** Those that have not ended, in the order in which they begin. */
export function standing(silences: readonly Silence[], now: EpochMs): readonly Silence[] {
  return silences
    .filter((silence) => silencePhase(silence, now) !== 'over')
    .toSorted((a, b) => a.startsAt - b.startsAt || a.createdAt - b.createdAt);
}
