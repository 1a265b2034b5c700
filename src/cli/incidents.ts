import { incidentSelection } from '../incidents/selection.js';
import { timelineLines } from '../incidents/timeline.js';
import { readIncidents } from '../store/index.js';
import { incidentList, selectionWords } from '../wording/incident-list.js';
import { toTerminal } from '../wording/sections.js';
import { timelineHead, timelineSection } from '../wording/timeline/timeline-sections.js';
import { besideStore, recordedName } from './beside-store.js';
import type { CliContext, ExitCode } from './context.js';
import type { ConfigChoice } from './read-config.js';

export interface IncidentsChoice extends ConfigChoice {
  /** What was typed behind the command: `[cluster] [open|all|7d]`. */
  readonly words: readonly string[];
  readonly limit: number;
}

/** Prints what `/pgrepl incidents` shows, from the store: the newest first. */
export async function listIncidents(
  context: CliContext,
  choice: IncidentsChoice,
): Promise<ExitCode> {
  return besideStore(context, choice, async ({ config, connection, interrupted }) => {
    const { name, which } = incidentSelection(choice.words.join(' '));
    const cluster = recordedName(config, name === '' ? undefined : name);
    const now = context.clock.now();
    const filter = {
      ...(cluster !== null && { cluster }),
      ...(which.kind === 'open' && { state: 'open' as const }),
      ...(which.kind === 'within' && { openSince: now - which.ms }),
      limit: choice.limit,
    };
    const incidents = await readIncidents(connection, (reader) => reader.list(filter), interrupted);
    const listing = { cluster, which: selectionWords(which, choice.limit) };
    context.out(toTerminal(incidentList(incidents, listing, now)));
    return 0;
  });
}

export interface TimelineChoice extends ConfigChoice {
  /** The 7 of INC-7. */
  readonly number: number;
}

/** Prints the whole of what `/pgrepl timeline` shows in pages; 1 if there is no such incident. */
export async function showTimeline(context: CliContext, choice: TimelineChoice): Promise<ExitCode> {
  return besideStore(context, choice, async ({ connection, interrupted }) => {
    const { number } = choice;
    const recorded = await readIncidents(
      connection,
      (reader) => reader.timeline(number),
      interrupted,
    );
    if (recorded === null) {
      context.err(`There is no incident INC-${number}.`);
      return 1;
    }
    const { incident, entries, operations } = recorded;
    const lines = timelineLines(incident, entries, operations);
    const whole = { lines, page: 1, pages: 1 };
    const head = timelineHead(incident, whole, context.clock.now());
    context.out(toTerminal([head, timelineSection(whole)]));
    return 0;
  });
}
