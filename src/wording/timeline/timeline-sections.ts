import type { Incident } from '../../incidents/model.js';
import type { TimelineLine } from '../../incidents/timeline.js';
import type { EpochMs } from '../../replication/observation.js';
import { headOf, incidentName, ownedWords } from '../incident-words.js';
import { unnamed } from '../people.js';
import { oneLine, safeName } from '../safe-text.js';
import { line, lineAt, section, since, type Line, type Mark, type Section } from '../sections.js';
import { formatCount, formatDuration } from '../units.js';

/** Which part of a timeline is shown. */
export interface PageOf {
  readonly lines: readonly TimelineLine[];
  /** From 1 on. */
  readonly page: number;
  readonly pages: number;
}

/** What an incident is, or was, and whose: the head of its timeline. A chart of it stands below. */
export function timelineHead(
  incident: Incident,
  { page, pages }: Pick<PageOf, 'page' | 'pages'>,
  now: EpochMs,
): Section {
  const detail = [
    safeName(incident.cluster),
    ...(pages > 1 ? [`page ${page} of ${pages}`] : []),
  ].join(' · ');
  return section({
    title: `Timeline of ${incidentName(incident)}`,
    detail,
    lines: [stateLine(incident, now), ...ownerLines(incident)],
  });
}

/** The lines of one page, oldest first. */
export function timelineSection({ lines }: PageOf): Section {
  return section({
    lines:
      lines.length === 0
        ? [line('Nothing of it is on record.')]
        : lines.map((each) => lineAt(each.at, sourced(each), marks[each.kind])),
  });
}

/** Lines whose words are a person's or a server's; all others are pgrepl's own and name people. */
const ofOthers: ReadonlySet<TimelineLine['kind']> = new Set([
  'opened',
  'finding-added',
  'finding-changed',
  'finding-cleared',
  'severity-changed',
  'reopened',
  'note',
  'note-edited',
]);

function sourced({ kind, source, addedBy, text: words }: TimelineLine): string {
  const text = ofOthers.has(kind) ? unnamed(words) : words;
  const by = addedBy === null ? '' : ` (put here by ${oneLine(addedBy)})`;
  return `${oneLine(source)}: ${oneLine(text)}${by}`;
}

const marks: Readonly<Partial<Record<TimelineLine['kind'], Mark>>> = {
  resolved: 'ok',
  blind: 'unknown',
};

function stateLine(incident: Incident, now: EpochMs): Line {
  const what = headOf(incident)?.what ?? 'What it was is no longer known.';
  if (incident.state === 'open') {
    return line(what, incident.severity, since(incident.openedAt, now));
  }
  const lasted = formatDuration((incident.resolvedAt ?? incident.changedAt) - incident.openedAt);
  const back =
    incident.reopened === 0 ? '' : `, came back ${formatCount(incident.reopened, 'time')}`;
  return line(
    `Resolved after ${lasted}${back}. It was: ${what}`,
    'ok',
    since(incident.openedAt, now),
  );
}

function ownerLines(incident: Incident): readonly Line[] {
  const { state, acknowledgedBy } = incident;
  if (acknowledgedBy !== null) {
    const words = ownedWords(incident, acknowledgedBy);
    return [line(`O${words.slice(1)}.`)];
  }
  return state === 'open' ? [line('Nobody owns it yet.')] : [];
}
