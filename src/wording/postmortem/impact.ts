import { operationName } from '../operation-words.js';
import { worstOf } from '../lag-chart/words.js';
import { formatDuration, formatUtcTime } from '../units.js';
import type { PostmortemFacts } from './facts.js';
import { markdownText } from './markdown.js';
import { stretchOf, type Stretch } from './spans.js';

const unsaid = 'as far as pgrepl saw';

/** What the incident did to the data and to whoever wrote it, a Markdown sentence each. */
export function impactOf(facts: PostmortemFacts): readonly string[] {
  const { incident, entries, now } = facts;
  const stretch = (...kinds: readonly string[]): Stretch | null =>
    stretchOf(kinds, incident, entries, now);
  const hung = stretch('commits-hang');
  const asynchronous = stretch('silently-asynchronous');
  const without = stretch('no-primary', 'primary-unreachable');
  return [
    ...begunUnseen(facts),
    hung === null ? `Commits did not hang, ${unsaid}.` : `**Commits hung** ${lasted(hung, facts)}.`,
    asynchronous === null
      ? `Commits were never asynchronous where the contract says synchronous, ${unsaid}.`
      : `**Commits were asynchronous** against the contract ${lasted(asynchronous, facts)}: what was acknowledged then stood on the primary alone.`,
    ...(without === null
      ? []
      : [`**The primary was gone, or not to be reached,** ${lasted(without, facts)}.`]),
    ...worstLag(facts),
    ...downtimes(facts),
  ];
}

/** What a line says that was there before the incident was: pgrepl had not watched until then. */
function begunUnseen({ incident, entries }: PostmortemFacts): readonly string[] {
  const isUnseen = entries.some(({ kind, at }) => kind === 'blind' && at <= incident.openedAt);
  return isUnseen
    ? ['It may have begun earlier, while pgrepl did not watch: then all of this lasted longer.']
    : [];
}

function lasted({ totalMs, from, to }: Stretch, { incident }: PostmortemFacts): string {
  const begin = formatUtcTime(from, incident.openedAt);
  const span =
    to === null ? `since ${begin}` : `between ${begin} and ${formatUtcTime(to, incident.openedAt)}`;
  return `for ${formatDuration(totalMs)} in all, ${span}`;
}

function worstLag({ chart }: PostmortemFacts): readonly string[] {
  if (chart.panels.every(({ series }) => series.length === 0)) {
    return ['How far standbys were behind is not known.'];
  }
  return [`Lag: ${worstOf(chart.panels, true, chart.timeZone).map(markdownText).join('; ')}.`];
}

function downtimes({ operations }: PostmortemFacts): readonly string[] {
  return operations.flatMap((operation) => {
    const downtimeMs = operation.outcome?.downtimeMs ?? null;
    if (downtimeMs === null) return [];
    const exact = downtimeMs < 10_000 ? `${Math.round(downtimeMs)} ms` : formatDuration(downtimeMs);
    return [`Write downtime of ${operationName(operation)} (${operation.kind}): ${exact}.`];
  });
}
