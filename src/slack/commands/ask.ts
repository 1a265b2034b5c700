import { help, type CommandHelp } from '../../wording/help.js';
import { safeName } from '../../wording/safe-text.js';
import { line, section } from '../../wording/sections.js';
import type { Answer } from '../blocks/answer.js';
import { answered, type Asked, type Known } from './asked.js';
import { acknowledgement, noteDeed } from './deeds.js';
import { explanation } from './explain-answers.js';
import { oneTimeline, someIncidents } from './incident-answers.js';
import { lastDay } from './digest-answers.js';
import { examination } from './doctor-answers.js';
import { findCluster, refusal } from './names.js';
import { probablyMeant } from './nearest.js';
import { auditLog, pastOperations } from './record-answers.js';
import { parseRequest } from './request.js';
import { silences, silenceUsage, silenceWanted } from './silence-commands.js';
import { everyLag, oneCluster, wholeFleet } from './status-answers.js';
import { wantedChart } from './wanted-chart.js';
import { wantedPostmortem } from './wanted-postmortem.js';
import { wantedOperation } from './wanted-operation.js';
import { whatIfAnswer, whatIfUsage } from './whatif.js';

interface Subcommand extends CommandHelp {
  /** The word that leads from its name to what it does. */
  readonly verb: 'shows' | 'asks for' | 'takes' | 'puts' | 'makes sure';
  readonly asks: (rest: string, known: Known, text: string) => Asked;
}

const helpNotes = [
  'Answers come from memory, carry the age of what they show, and are seen by you alone until you show them to the channel.',
  'A switchover or a promotion begins only once it is approved: its card is posted to the channel of the cluster.',
];

/** Every subcommand: a line here and a function is all that a new one needs. */
const subcommands: Readonly<Record<string, Subcommand>> = {
  help: {
    usage: 'help',
    does: 'this list.',
    verb: 'shows',
    asks: (_, { command }) =>
      answered({
        summary: 'What pgrepl can be asked.',
        sections: help(Object.values(subcommands), command, helpNotes),
        request: null,
        shareable: false,
      }),
  },
  status: {
    usage: 'status [cluster]',
    does: 'every cluster, the worst first; or one of them as a tree, with its incidents and slots.',
    verb: 'shows',
    asks: (rest, known) =>
      answered(rest === '' ? wholeFleet(known) : oneCluster('status', rest, known)),
  },
  lag: {
    usage: 'lag [cluster] [6h]',
    does: 'how far each standby is behind, hop by hop; or, for a span from 10m to 90d, a chart of how far each was.',
    verb: 'shows',
    asks: (rest, known) =>
      wantedChart(rest, known) ??
      answered(rest === '' ? everyLag(known) : oneCluster('lag', rest, known)),
  },
  whatif: {
    usage: whatIfUsage,
    does: 'what would happen to commits, standbys, slots and data; `orders pg1 down s1 promoted` asks for both.',
    verb: 'shows',
    asks: (rest, known) => answered(whatIfAnswer(rest, known)),
  },
  doctor: {
    usage: 'doctor [cluster]',
    does: 'how ready a cluster is, examined now: what is wrong with its set-up, why it matters, and what to do.',
    verb: 'shows',
    asks: examination,
  },
  digest: {
    usage: 'digest [cluster]',
    does: 'what the daily digest would tell now of the last 24 hours.',
    verb: 'shows',
    asks: lastDay,
  },
  explain: {
    usage: 'explain [finding|INC-7]',
    does: 'what a finding means, what to do about it, and when it does not apply.',
    verb: 'shows',
    asks: explanation,
  },
  incidents: {
    usage: 'incidents [cluster] [open|all|7d]',
    does: 'the incidents that are open, the newest ones, or those that were open in the last days.',
    verb: 'shows',
    asks: someIncidents,
  },
  timeline: {
    usage: 'timeline INC-7',
    does: 'everything that happened to an incident, in order, with who did it.',
    verb: 'shows',
    asks: oneTimeline,
  },
  ack: {
    usage: 'ack INC-7 [reason]',
    does: 'the ownership of an incident, for you, be it from somebody else.',
    verb: 'takes',
    asks: (_, known, text) => acknowledgement(text, known),
  },
  note: {
    usage: 'note INC-7 <words>',
    does: 'your words on the timeline of an incident.',
    verb: 'puts',
    asks: (_, known, text) => noteDeed(text, known),
  },
  postmortem: {
    usage: 'postmortem INC-7',
    does: "a draft of a post-mortem, as a file in the incident's thread.",
    verb: 'asks for',
    asks: wantedPostmortem,
  },
  switchover: {
    usage: 'switchover <cluster> <node> [reason]',
    does: 'the swap of the primary with a standby, both alive; others approve it first.',
    verb: 'asks for',
    asks: (_, known, text) => wantedOperation('switchover', text, known),
  },
  promote: {
    usage: 'promote <cluster> [node] [reason]',
    does: 'a standby in place of a primary that is gone; without a node pgrepl proposes the best.',
    verb: 'asks for',
    asks: (_, known, text) => wantedOperation('promote', text, known),
  },
  operations: {
    usage: 'operations [cluster]',
    does: 'what was asked for and done to clusters, the newest first.',
    verb: 'shows',
    asks: pastOperations,
  },
  silence: {
    usage: silenceUsage,
    does: 'that known trouble is told to nobody for a while, `2h` or `3d`; `in 4h` or `from 22:00` behind that plans it.',
    verb: 'makes sure',
    asks: (_, known, text) => silenceWanted(text, known),
  },
  silences: {
    usage: 'silences [cluster]',
    does: 'what is silenced, by whom and until when; `silences end SIL-3` ends one.',
    verb: 'shows',
    asks: silences,
  },
  audit: {
    usage: 'audit [cluster]',
    does: 'who did what, as the audit log has it, the newest first.',
    verb: 'shows',
    asks: auditLog,
  },
};

/** How the subcommands are listed to the one who types. */
export const commandHelp: readonly CommandHelp[] = Object.values(subcommands);

/**
 * What is asked for by what was typed behind the command. Nothing typed is the fleet; a cluster's
 * name is its status; a slip of the pen gets the nearest command and its usage.
 */
export function ask(text: string, known: Known): Asked {
  const { word, rest } = parseRequest(text);
  if (word === '') return answered(withHint(wholeFleet(known), known.command));
  const subcommand = Object.hasOwn(subcommands, word) ? subcommands[word] : undefined;
  if (subcommand !== undefined) return subcommand.asks(rest, known, text);
  if (findCluster(text, known.fleet) !== undefined) {
    return answered(oneCluster('status', text, known));
  }
  return answered(unknownCommand(word, known.command));
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
              line(
                `Did you mean \`${command} ${subcommand.usage}\`? It ${subcommand.verb} ${subcommand.does}`,
              ),
              line(`\`${command} help\` lists all commands.`),
            ],
          }),
        ];
  return refusal(told, [section({ lines: [line(told)] }), ...advice]);
}

function withHint(answer: Answer, command: string): Answer {
  const hint = section({ lines: [line(`\`${command} help\` lists what can be asked.`)] });
  return { ...answer, sections: [...answer.sections, hint] };
}
