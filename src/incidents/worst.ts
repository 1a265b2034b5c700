import type { Finding } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import { headlineFirst } from './group.js';
import type { Incident } from './model.js';

/** What an incident keeps of its course, beside what stands now. */
export type Course = Pick<Incident, 'worst' | 'worstAt' | 'stretchAt'>;

/**
 * What an incident was at its worst, and since when this stretch lasts, with what stands now counted in.
 * The same finding is kept as it reads now: its figures grow while it stands.
 *
 * @param before the incidents that it goes on from: none where it opens, several in a merge
 * @param now when the stretch began if nothing of it is known otherwise
 */
export function courseOf(
  before: readonly Incident[],
  findings: readonly Finding[],
  now: EpochMs,
): Course {
  const present = new Set(findings.map(({ key, severity }) => `${severity} ${key}`));
  const past = before.flatMap((incident) => {
    // Of one of before this was kept what stood last is known, and no more.
    const worst = incident.worst ?? headlineFirst(incident.findings)[0];
    return worst === undefined || present.has(`${worst.severity} ${worst.key}`)
      ? []
      : [{ worst, worstAt: incident.worstAt ?? incident.changedAt }];
  });
  const [worst] = headlineFirst([...past.map((each) => each.worst), ...findings]);
  const kept = past.find((each) => each.worst === worst);
  return {
    worst: worst ?? null,
    worstAt: kept?.worstAt ?? now,
    stretchAt: stretchStart(before, findings, now),
  };
}

function stretchStart(
  before: readonly Incident[],
  findings: readonly Finding[],
  now: EpochMs,
): EpochMs {
  const begun = before.flatMap(({ state, stretchAt, findings: stood }) => {
    if (stretchAt !== null) return [stretchAt];
    return state === 'open' ? stood.map(({ since }) => since) : [];
  });
  const sinces = [...begun, ...findings.map(({ since }) => since)];
  return sinces.length === 0 ? now : Math.min(...sinces);
}

/** The finding that an incident is told by: the head of what stands, or once it is over the worst. */
export function tellingFinding(incident: Incident): Finding | undefined {
  const over = incident.state === 'resolved' ? incident.worst : null;
  return over ?? headlineFirst(incident.findings)[0];
}

/** When the words of {@link tellingFinding} were made. */
export function toldAt({ state, worst, worstAt, changedAt }: Incident): EpochMs {
  return state === 'resolved' && worst !== null ? (worstAt ?? changedAt) : changedAt;
}

/** How severe an incident was at its worst so far. */
export function severityAtWorst({ worst, severity }: Incident): Incident['severity'] {
  return worst?.severity === 'critical' ? 'critical' : severity;
}
