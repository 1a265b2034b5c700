import type { Incident } from '../../incidents/model.js';
import { incidentNumber, incidentSelection } from '../../incidents/selection.js';
import {
  timelineLines,
  type RecordedTimeline,
  type TimelineLine,
} from '../../incidents/timeline.js';
import { incidentList, selectionWords } from '../../wording/incident-list.js';
import { incidentName } from '../../wording/incident-words.js';
import { incidentSpan } from '../../wording/lag-chart/incident-span.js';
import type { LagChart } from '../../wording/lag-chart/model.js';
import { safeName } from '../../wording/safe-text.js';
import { pagesOf } from '../../wording/timeline/pages.js';
import { timelineHead, timelineSection } from '../../wording/timeline/timeline-sections.js';
import { formatCount } from '../../wording/units.js';
import type { Answer } from '../blocks/answer.js';
import { peopleIn, peopleOf } from '../blocks/people.js';
import type { Records } from '../ports.js';
import { answered, type Asked, type Known } from './asked.js';
import { findCluster, refusalInWords, unknownCluster } from './names.js';

/** How many incidents are listed. */
const most = 20;

/** The incidents of one cluster or of all: the open ones, all of them, or those that were open in the last time. */
export function someIncidents(rest: string, known: Known): Asked {
  const { name, which, word } = incidentSelection(rest);
  const cluster = name === '' ? null : findCluster(name, known.fleet)?.cluster;
  if (cluster === undefined) return answered(unknownCluster(name, known.fleet));
  const request = ['incidents', ...(cluster === null ? [] : [cluster]), word].join(' ');
  const listing = (incidents: readonly Incident[], words: string): Answer => ({
    summary: `Incidents of ${cluster === null ? 'all clusters' : safeName(cluster)}, the newest first.`,
    sections: incidentList(incidents, { cluster, which: words }, known.now),
    people: peopleIn(incidents.map(({ acknowledgedBy }) => acknowledgedBy ?? '')),
    request,
    shareable: true,
  });
  const told = selectionWords(which, most);
  if (which.kind === 'open') {
    const open = known.fleet.clusters
      .filter((each) => cluster === null || each.cluster === cluster)
      .flatMap(({ incidents }) => incidents)
      .toSorted((a, b) => b.openedAt - a.openedAt);
    const more = open.length > most ? `the newest ${most} of ${open.length} that are open` : told;
    return answered(listing(open.slice(0, most), more));
  }
  const since = which.kind === 'all' ? null : known.now - which.ms;
  return {
    kind: 'read',
    read: async (records) => {
      const found = await records.incidents({ cluster, since }, most);
      return found === null ? away('The incidents') : listing(found, told);
    },
  };
}

/** One incident's timeline: its last page, unless a page is named. */
export function oneTimeline(rest: string, known: Known): Asked {
  const [name = '', pageWord] = rest.split(' ');
  const number = incidentNumber(name);
  if (number === null) {
    return answered(
      refusalInWords(
        name === '' ? 'Say which incident.' : `${safeName(name)} is no incident's name.`,
        `\`${known.command} timeline INC-7\` shows one; \`${known.command} incidents\` lists them.`,
      ),
    );
  }
  return {
    kind: 'read',
    read: async (records) => {
      const recorded = await records.timeline(number);
      if (recorded === null) return away(`The timeline of INC-${number}`);
      if (recorded === 'none') return noSuchIncident(number, known.command);
      const answer = timelineAnswer(recorded, Number(pageWord), known);
      // An older page is a part of the story; the picture shows the whole of it.
      return answer.later === null
        ? { ...answer, after: await picture(recorded, records, known) }
        : answer;
    },
  };
}

/** The lag over the span of an incident; null where nothing is known of it. */
async function picture(
  { incident }: RecordedTimeline,
  records: Records,
  known: Known,
): Promise<LagChart | null> {
  const { cluster } = incident;
  const measures = ['time', 'bytes'] as const;
  const span = incidentSpan(incident, known.now);
  const timeZone = known.timeZone?.() ?? null;
  const chart = await records.lagChart({ cluster, ...span, measures, timeZone });
  return chart.panels.some(({ series }) => series.length > 0) ? chart : null;
}

export function noSuchIncident(number: number, command: string): Answer {
  return refusalInWords(
    `There is no incident INC-${number}.`,
    `\`${command} incidents all\` lists the newest ones.`,
  );
}

/** What pgrepl says of people itself: nobody else's words can make a mention of somebody there. */
const namingKinds: ReadonlySet<TimelineLine['kind']> = new Set([
  'acknowledged',
  'taken-over',
  'escalated',
  'silenced',
  'silence-ended',
]);

function timelineAnswer(recorded: RecordedTimeline, wanted: number, { now }: Known): Answer {
  const { incident, entries, operations } = recorded;
  const lines = timelineLines(incident, entries, operations);
  const pages = pagesOf(lines);
  const isPage = Number.isInteger(wanted) && wanted >= 1 && wanted < pages.length;
  const page = isPage ? wanted : pages.length;
  const shown = { lines: pages[page - 1] ?? [], page, pages: pages.length };
  const request = `timeline ${incidentName(incident)}`;
  return {
    summary: `The timeline of ${incidentName(incident)} of ${safeName(incident.cluster)}: ${formatCount(lines.length, 'line')}.`,
    sections: [timelineHead(incident, shown, now), timelineSection(shown)],
    people: new Set([
      ...peopleIn([
        incident.acknowledgedBy ?? '',
        ...lines.flatMap(({ source, addedBy, kind, text }) => [
          source,
          addedBy ?? '',
          ...(namingKinds.has(kind) ? [text] : []),
        ]),
      ]),
      ...operations.flatMap((operation) => [...peopleOf(operation)]),
    ]),
    request: isPage ? `${request} ${page}` : request,
    earlier: page > 1 ? `${request} ${page - 1}` : null,
    later: page < pages.length ? `${request} ${page + 1}` : null,
    shareable: true,
  };
}

function away(what: string): Answer {
  return refusalInWords(
    `${what} can't be read: the store gives no answer just now.`,
    'Try again in a moment.',
  );
}
