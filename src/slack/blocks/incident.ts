import type { types } from '@slack/bolt';
import { headlineFirst, worstSeverity } from '../../incidents/group.js';
import type { Incident } from '../../incidents/model.js';
import { toldAt } from '../../incidents/worst.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Finding, Severity } from '../../replication/findings/model.js';
import { headOf, incidentName, ownedWords } from '../../wording/incident-words.js';
import { quoted } from '../../wording/people.js';
import { formatDuration } from '../../wording/units.js';
import { unwatchedVerdict } from '../../wording/unwatched-words.js';
import type { IncidentSilence } from '../../incidents/silences/rules.js';
import {
  acceptContractButton,
  acknowledgeButton,
  buttonRow,
  promoteButton,
  silenceButton,
  statusButton,
  timelineButton,
} from './buttons.js';
import { fit, plain, sentence, slackDate, slackLink } from './escape.js';
import { withLocalTimes } from './local-times.js';
import { contextBlock, limits, pack, sectionBlock } from './limits.js';
import { markEmoji } from './marks.js';
import { fallbackText, type Message } from './message.js';
import { peopleIn } from './people.js';

/** How many findings an incident's message lists below the one that heads it. */
const maxOthers = 10;

/** The longest sentence shown: a finding's own ones are far shorter unless a name is endless. */
const maxSentence = 900;

const severityWords: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  warning: 'Warning',
};

export interface IncidentView {
  readonly incident: Incident;
  /** False if its cluster is not configured any more: then nobody knows what became of it. */
  readonly watched: boolean;
  /** The incident that took this one in, if there is one. */
  readonly mergedInto: Incident | null;
  /**
   * Stands for what it reports about the sync contract, where that can be settled by accepting the
   * present state; null where it can't.
   */
  readonly contract: string | null;
  /** Whether its cluster may be promoted from here, and that is a way out of it. */
  readonly promotable: boolean;
  /** How much of it is silenced. */
  readonly silence: IncidentSilence;
  /** Where the page of a kind of finding is published; null where it is not. */
  readonly pageUrl: (kind: string) => string | null;
}

/** An incident's root message in its present state. */
export function incidentMessage(view: IncidentView): Message {
  return view.incident.state === 'open' ? openMessage(view) : closedMessage(view);
}

function openMessage(view: IncidentView): Message {
  const { incident, contract, promotable, silence } = view;
  const silenced = new Set(silence.kind === 'part' ? silence.keys : []);
  const ordered = headlineFirst(incident.findings);
  const heard = ordered.filter(({ key }) => !silenced.has(key));
  // What is told heads the message; what somebody silenced comes behind it.
  const [head, ...others] = [...heard, ...ordered.filter(({ key }) => silenced.has(key))];
  const severity = worstSeverity(heard);
  const what = head?.what ?? 'Nothing is known to be wrong any more.';
  const blocks: types.KnownBlock[] = [
    sectionBlock(`${markEmoji(severity)}*${name(incident)}*: ${said(what, incident.changedAt)}`),
  ];
  if (head !== undefined) {
    const advice = [head.consequence, head.next].map((text) => said(text, incident.changedAt));
    blocks.push(sectionBlock(advice.join('\n')));
  }
  return {
    text: fallbackText(`${severityWords[severity]}: ${incident.cluster}: ${what}`),
    blocks: [
      ...blocks,
      ...otherFindings(others, silenced, incident.changedAt),
      contextBlock(openFacts(view, head).join(' · ')),
      ...silenceNote(silence),
      ...buttonRow([
        ...acknowledgeButton(incident),
        ...statusButton(incident.id),
        ...timelineButton(incident.id),
        ...silenceButton(incident.id),
        ...(promotable ? promoteButton(incident.id, incident.cluster) : []),
        ...(contract === null ? [] : acceptContractButton(incident.id, contract, incident.cluster)),
      ]),
    ],
  };
}

function otherFindings(
  findings: readonly Finding[],
  silenced: ReadonlySet<string>,
  at: EpochMs,
): types.KnownBlock[] {
  const shown = findings
    .slice(0, maxOthers)
    .map(
      ({ key, severity, what }) =>
        `${silenced.has(key) ? ':no_bell: ' : markEmoji(severity)}${said(what, at)}`,
    );
  const rest = findings.length - shown.length;
  if (rest > 0) shown.push(`… and ${rest} more; \`Status\` shows them all.`);
  return pack(shown, limits.sectionText).slice(0, 2).map(sectionBlock);
}

function openFacts({ incident, pageUrl }: IncidentView, head: Finding | undefined): string[] {
  const facts = [`since ${slackDate(incident.openedAt)}`, incidentName(incident)];
  if (incident.reopened > 0) facts.push(`came back ${times(incident.reopened)}`);
  facts.push(ownerFact(incident) ?? 'nobody owns this yet');
  if (head !== undefined) facts.push(`more: ${explained(head.kind, pageUrl(head.kind))}`);
  return facts;
}

/** Where a finding is explained: on its page, or by the command that shows it. */
function explained(kind: string, url: string | null): string {
  return url === null ? `\`/pgrepl explain ${kind}\`` : slackLink({ text: kind, url });
}

/** An edit pings nobody, so that it may name who silenced it. */
function silenceNote(silence: IncidentSilence): types.KnownBlock[] {
  if (silence.kind === 'none') return [];
  const { silence: by } = silence;
  const { createdBy, endsAt, reason } = by;
  const what = silence.kind === 'whole' ? 'Silenced' : 'Partly silenced';
  const who = sentence(createdBy, peopleIn([createdBy]));
  const why = reason === null ? '' : `: ${fit(quoted(reason), 400, (text) => sentence(text))}`;
  const name = by.number === null ? '' : ` (SIL-${by.number})`;
  return [contextBlock(`:no_bell: ${what} until ${slackDate(endsAt)} by ${who}${name}${why}`)];
}

function closedMessage({ incident, mergedInto, watched }: IncidentView): Message {
  const head = headOf(incident);
  const what = head?.what ?? 'What it was is no longer known.';
  const merged = incident.mergedInto !== null;
  const lasted = formatDuration((incident.resolvedAt ?? incident.changedAt) - incident.openedAt);
  const verdict = merged
    ? `has the same cause as ${mergedInto === null ? 'another incident' : incidentName(mergedInto)} and goes on there.`
    : watched
      ? `resolved after ${lasted}.`
      : unwatchedVerdict(lasted);
  const mark = merged ? ':arrow_right:' : watched ? ':white_check_mark:' : ':white_circle:';
  const facts = [`from ${slackDate(incident.openedAt)}`];
  if (incident.resolvedAt !== null) facts.push(`to ${slackDate(incident.resolvedAt)}`);
  facts.push(incidentName(incident));
  if (incident.reopened > 0) facts.push(`came back ${times(incident.reopened)}`);
  facts.push(...[ownerFact(incident)].filter((fact) => fact !== null));
  return {
    text: fallbackText(`${incident.cluster}: ${verdict} It was: ${what}`),
    blocks: [
      sectionBlock(`${mark} *${name(incident)}*: ${verdict}`),
      sectionBlock(`It was: ${said(what, toldAt(incident))}`),
      contextBlock(facts.join(' · ')),
      ...buttonRow([...statusButton(incident.id), ...timelineButton(incident.id)]),
    ],
  };
}

/** A sentence of a finding, its times in the reader's time zone. */
function said(text: string, at: EpochMs): string {
  return fit(text, maxSentence, (part) => withLocalTimes(sentence(part), at));
}

/** Whose it is, with what they said; null while it is nobody's. */
function ownerFact(incident: Incident): string | null {
  const { acknowledgedBy, acknowledgeReason } = incident;
  if (acknowledgedBy === null) return null;
  const owner = sentence(acknowledgedBy, peopleIn([acknowledgedBy]));
  const said = acknowledgeReason === null ? '' : `: ${sentence(quoted(acknowledgeReason))}`;
  return `${ownedWords(incident, owner)}${said}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function name(incident: Incident): string {
  return fit(incident.cluster, 300, plain);
}
