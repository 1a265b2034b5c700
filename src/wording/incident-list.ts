import type { Incident } from '../incidents/model.js';
import type { IncidentSelection } from '../incidents/selection.js';
import type { EpochMs } from '../replication/observation.js';
import { headOf, incidentName, ownedWords, withoutStop } from './incident-words.js';
import { safeName } from './safe-text.js';
import { line, lineOn, section, since, type Line, type Section } from './sections.js';
import { formatCount, formatDuration } from './units.js';

/** Which incidents are listed, in words that follow "Incidents": "open", "the newest 20". */
export interface IncidentListing {
  readonly cluster: string | null;
  readonly which: string;
}

/** @param most how many are listed at most */
export function selectionWords(which: IncidentSelection['which'], most: number): string {
  switch (which.kind) {
    case 'open':
      return 'open';
    case 'all':
      return `the newest ${most}`;
    case 'within':
      return `open at some time in the last ${formatDuration(which.ms)}`;
  }
}

/** Incidents in the order given. */
export function incidentList(
  incidents: readonly Incident[],
  { cluster, which }: IncidentListing,
  now: EpochMs,
): readonly Section[] {
  const detail = [...(cluster === null ? [] : [safeName(cluster)]), which].join(' · ');
  return [
    section({
      title: 'Incidents',
      detail,
      lines:
        incidents.length === 0
          ? [line('There is none.', 'ok')]
          : incidents.map((incident) => incidentLine(incident, now)),
    }),
  ];
}

function incidentLine(incident: Incident, now: EpochMs): Line {
  const { state, severity, acknowledgedBy, reopened, mergedInto } = incident;
  const isOpen = state === 'open';
  const lasted = formatDuration((incident.resolvedAt ?? incident.changedAt) - incident.openedAt);
  const end = mergedInto === null ? `resolved after ${lasted}` : 'taken in by another one';
  const facts = [
    `${safeName(incident.cluster)}: ${withoutStop(headOf(incident)?.what ?? 'what it was is no longer known')}`,
    ...(isOpen ? [] : [end]),
    ...(reopened > 0 ? [`came back ${formatCount(reopened, 'time')}`] : []),
    ...(acknowledgedBy === null
      ? isOpen
        ? ['nobody owns it yet']
        : []
      : [ownedWords(incident, acknowledgedBy)]),
  ];
  return lineOn(
    incidentName(incident),
    facts.join(' · '),
    isOpen ? severity : 'ok',
    since(incident.openedAt, now),
  );
}
