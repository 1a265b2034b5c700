import type { ClusterSnapshot, FleetSnapshot } from '../../incidents/fleet.js';
import type { EpochMs } from '../../replication/observation.js';
import { clusterMark } from '../../wording/cluster-mark.js';
import { clusterStatus } from '../../wording/cluster-status.js';
import { fleetStatus } from '../../wording/fleet-status.js';
import { help, type CommandHelp } from '../../wording/help.js';
import { fleetLag, lagReport } from '../../wording/lag-report.js';
import { safeName } from '../../wording/safe-text.js';
import { line, section, type Section } from '../../wording/sections.js';
import { formatCount } from '../../wording/units.js';
import type { Answer } from '../blocks/answer.js';
import { nearestFirst, probablyMeant } from './nearest.js';
import { parseRequest } from './request.js';

/** What an answer is made from. */
export interface Known {
  readonly fleet: FleetSnapshot;
  readonly now: EpochMs;
  /** The command as the workspace calls it: `/pgrepl`. */
  readonly command: string;
}

interface Subcommand extends CommandHelp {
  readonly answer: (rest: string, known: Known) => Answer;
}

const helpNotes = [
  'Answers come from memory, carry the age of what they show, and are seen by you alone until you show them to the channel.',
];

/** Every subcommand: a line here and a function is all that a new one needs. */
const subcommands: Readonly<Record<string, Subcommand>> = {
  help: {
    usage: 'help',
    does: 'this list.',
    answer: (_, { command }) => ({
      summary: 'What pgrepl can be asked.',
      sections: help(Object.values(subcommands), command, helpNotes),
      request: null,
      shareable: false,
    }),
  },
  status: {
    usage: 'status [cluster]',
    does: 'every cluster, the worst first; or one of them as a tree, with its incidents and slots.',
    answer: (rest, known) => (rest === '' ? wholeFleet(known) : oneCluster('status', rest, known)),
  },
  lag: {
    usage: 'lag [cluster]',
    does: 'how far each standby is behind, hop by hop, in bytes and in time.',
    answer: (rest, known) => (rest === '' ? everyLag(known) : oneCluster('lag', rest, known)),
  },
};

/** How the subcommands are listed to the one who types. */
export const commandHelp: readonly CommandHelp[] = Object.values(subcommands);

/**
 * The answer to what was typed behind the command, from memory alone. Nothing typed is the fleet; a
 * cluster's name is its status; a slip of the pen gets the nearest command and its usage.
 */
export function answerTo(text: string, known: Known): Answer {
  const { word, rest } = parseRequest(text);
  if (word === '') return withHint(wholeFleet(known), known.command);
  const subcommand = Object.hasOwn(subcommands, word) ? subcommands[word] : undefined;
  if (subcommand !== undefined) return subcommand.answer(rest, known);
  if (findCluster(text, known.fleet) !== undefined) return oneCluster('status', text, known);
  return unknownCommand(word, known.command);
}

function wholeFleet({ fleet, now }: Known): Answer {
  const bad = fleet.clusters.filter((each) => clusterMark(each, now) !== 'ok').length;
  const [only] = fleet.clusters;
  const sections =
    fleet.clusters.length === 1 && only !== undefined
      ? [
          ...fleetStatus({ clusters: [], self: fleet.self }, now).slice(0, -1),
          ...clusterStatus(only, now),
        ]
      : fleetStatus(fleet, now);
  return {
    summary:
      bad === 0
        ? `Nothing is wrong with ${formatCount(fleet.clusters.length, 'cluster')}.`
        : `${bad} of ${formatCount(fleet.clusters.length, 'cluster')} ${bad === 1 ? 'needs' : 'need'} a look.`,
    sections,
    request: 'status',
    shareable: true,
  };
}

function everyLag({ fleet, now }: Known): Answer {
  return {
    summary: 'How far each standby is behind.',
    sections: fleetLag(fleet, now),
    request: 'lag',
    shareable: true,
  };
}

function oneCluster(what: 'status' | 'lag', name: string, { fleet, now }: Known): Answer {
  const snapshot = findCluster(name, fleet);
  if (snapshot === undefined) return unknownCluster(name, fleet);
  const shown = safeName(snapshot.cluster);
  return {
    summary:
      what === 'status'
        ? statusSummary(snapshot, shown, now)
        : `How far ${shown}'s standbys are behind.`,
    sections: what === 'status' ? clusterStatus(snapshot, now) : lagReport(snapshot, now),
    request: `${what} ${snapshot.cluster}`,
    shareable: true,
  };
}

function statusSummary(snapshot: ClusterSnapshot, name: string, now: EpochMs): string {
  const count = snapshot.incidents.length;
  if (count > 0)
    return `${name} has ${count === 1 ? 'an open incident' : `${count} open incidents`}.`;
  return clusterMark(snapshot, now) === 'ok' ? `${name} is well.` : `${name} needs a look.`;
}

/** By its exact name, or else by the only one that differs in nothing but case. */
function findCluster(name: string, fleet: FleetSnapshot): ClusterSnapshot | undefined {
  const typed = name.trim();
  const exact = fleet.clusters.find(({ cluster }) => cluster === typed);
  if (exact !== undefined) return exact;
  const alike = fleet.clusters.filter(
    ({ cluster }) => cluster.toLowerCase() === typed.toLowerCase(),
  );
  return alike.length === 1 ? alike[0] : undefined;
}

/** How many clusters an answer names to somebody who named one that is not there. */
const maxNamed = 20;

function unknownCluster(name: string, fleet: FleetSnapshot): Answer {
  const names = nearestFirst(
    name,
    fleet.clusters.map(({ cluster }) => cluster),
  );
  const rest = names.length - maxNamed;
  const listed = names.slice(0, maxNamed).map((each) => line(`\`${safeName(each)}\``));
  if (rest > 0) listed.push(line(`and ${rest} more.`));
  const told = `There is no cluster named ${safeName(name)}.`;
  return refusal(told, [
    section({ lines: [line(told)] }),
    section(
      listed.length === 0
        ? { lines: [line('No cluster is configured.')] }
        : { title: 'Clusters, the most alike first', lines: listed },
    ),
  ]);
}

function unknownCommand(word: string, command: string): Answer {
  const meant = probablyMeant(word, Object.keys(subcommands));
  const told = `pgrepl has no command named ${safeName(word)}.`;
  const subcommand = meant === undefined ? undefined : subcommands[meant];
  const advice =
    subcommand === undefined
      ? help(Object.values(subcommands), command)
      : [
          section({
            lines: [
              line(`Did you mean \`${command} ${subcommand.usage}\`? It shows ${subcommand.does}`),
              line(`\`${command} help\` lists all commands.`),
            ],
          }),
        ];
  return refusal(told, [section({ lines: [line(told)] }), ...advice]);
}

function refusal(summary: string, sections: readonly Section[]): Answer {
  return { summary, sections, request: null, shareable: false };
}

function withHint(answer: Answer, command: string): Answer {
  const hint = section({ lines: [line(`\`${command} help\` lists what can be asked.`)] });
  return { ...answer, sections: [...answer.sections, hint] };
}
