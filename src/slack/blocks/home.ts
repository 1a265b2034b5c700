import type { types } from '@slack/bolt';
import { headlineFirst } from '../../incidents/group.js';
import type { Incident } from '../../incidents/model.js';
import { incidentSilence } from '../../incidents/silences/rules.js';
import { fleetLines, fleetSummary } from '../../wording/fleet-status.js';
import { incidentName, ownedWords, withoutStop } from '../../wording/incident-words.js';
import { operationList } from '../../wording/operation-list.js';
import { operationName } from '../../wording/operation-words.js';
import { safeName, truncate } from '../../wording/safe-text.js';
import { silencedFact, silenceList } from '../../wording/silence-words.js';
import { line, lineOn, section, type Line } from '../../wording/sections.js';
import { formatUtcTime } from '../../wording/units.js';
import type { Board } from '../home/board.js';
import {
  acknowledgeButton,
  buttonRow,
  endSilenceButton,
  silenceButton,
  statusButton,
  timelineButton,
} from './buttons.js';
import { slackDate } from './escape.js';
import { blocksFromSections } from './from-sections.js';
import { recentBlocks } from './home-recent.js';
import { contextBlock, limits, withinBlocks } from './limits.js';
import { peopleIn } from './people.js';

/** A Home tab made of blocks that pgrepl knows. */
export type HomeTab = types.HomeView & { blocks: types.KnownBlock[] };

/** How many open incidents stand there with their buttons; the fleet's lines tell of the others. */
const maxIncidents = 8;

/** How much of an incident is told there, characters. */
const maxWhat = 200;

/** Characters for the parts that could fill the tab by themselves; Slack's limit is for all together. */
const room = { fleet: 4_000, operations: 1_000, silences: 1_000 } as const;

const maxEndButtons = 20;

/** The Home tab: the whole fleet at a glance, what waits for people, and what they can do about it. */
export function homeView(board: Board): HomeTab {
  return {
    type: 'home',
    blocks: withinBlocks(
      [
        ...fleetBlocks(board),
        ...incidentBlocks(board),
        ...operationBlocks(board),
        ...silenceBlocks(board),
        ...recentBlocks(board),
      ],
      [contextBlock(`As of ${slackDate(board.at)}. \`/pgrepl help\` lists what can be asked.`)],
      limits.blocksInHome,
    ),
  };
}

/** The Home tab of somebody who may not see the fleet. */
export function refusedHome(reason: string): HomeTab {
  return { type: 'home', blocks: [contextBlock(reason)] };
}

function fleetBlocks({ fleet, at }: Board): types.KnownBlock[] {
  const own = fleet.self.map(({ what, consequence, severity }) =>
    line(`${what} ${consequence}`, severity),
  );
  return blocksFromSections(
    [
      ...(own.length === 0 ? [] : [section({ title: 'pgrepl itself', lines: own })]),
      section({ ...fleetSummary(fleet, at), lines: fleetLines(fleet, at, 'if-old') }),
    ],
    undefined,
    room.fleet,
  );
}

function incidentBlocks({ incidents, fleet, at }: Board): types.KnownBlock[] {
  if (incidents.length === 0) return blocksFromSections([section({ title: 'No open incident' })]);
  const shown = incidents.slice(0, maxIncidents);
  const rest = incidents.length - shown.length;
  const silencesOf = (cluster: string): Board['silences'] =>
    fleet.clusters.find((each) => each.cluster === cluster)?.silences ?? [];
  return [
    { type: 'divider' },
    ...blocksFromSections([section({ title: 'Open incidents' })]),
    ...shown.flatMap((incident) => [
      ...blocksFromSections(
        [section({ lines: incidentLines(incident, silencesOf(incident.cluster), at) })],
        { people: peopleIn([incident.acknowledgedBy ?? '']), today: at },
      ),
      ...buttonRow([
        ...acknowledgeButton(incident),
        ...statusButton(incident.id),
        ...timelineButton(incident.id),
        ...silenceButton(incident.id),
      ]),
    ]),
    ...(rest > 0 ? [contextBlock(`${rest} more are open: \`/pgrepl incidents\` lists them.`)] : []),
  ];
}

function incidentLines(
  incident: Incident,
  silences: Board['silences'],
  at: number,
): readonly Line[] {
  const [head] = headlineFirst(incident.findings);
  const silenced = incidentSilence(incident, silences, at);
  const facts = [
    `${safeName(incident.cluster)}: ${truncate(withoutStop(head?.what ?? 'Nothing is known to be wrong any more.'), maxWhat)}`,
    incident.acknowledgedBy === null
      ? 'nobody owns this yet'
      : ownedWords(incident, incident.acknowledgedBy),
    `since ${formatUtcTime(incident.openedAt, at)}`,
    ...(silenced.kind === 'none' ? [] : [silencedFact(silenced, at)]),
  ];
  return [lineOn(incidentName(incident), facts.join(' · '), incident.severity)];
}

function operationBlocks({ operations, at }: Board): types.KnownBlock[] {
  if (operations.length === 0) return [];
  const [list] = operationList(
    operations.map(({ operation }) => operation),
    null,
    at,
  );
  const waits = operations.flatMap(({ operation, waitsFor }) =>
    waitsFor === null ? [] : [line(`${operationName(operation)} waits: ${waitsFor}`)],
  );
  return [
    { type: 'divider' },
    ...blocksFromSections(
      [section({ title: 'Operations', lines: [...(list?.lines ?? []), ...waits] })],
      { people: peopleIn(operations.map(({ operation }) => operation.requestedBy)), today: at },
      room.operations,
    ),
  ];
}

function silenceBlocks({ silences, at }: Board): types.KnownBlock[] {
  if (silences.length === 0) return [];
  return [
    { type: 'divider' },
    ...blocksFromSections(
      silenceList(silences, null, at),
      { people: peopleIn(silences.map(({ createdBy }) => createdBy)), today: at },
      room.silences,
    ),
    ...buttonRow(silences.slice(0, maxEndButtons).flatMap(endSilenceButton)),
  ];
}
