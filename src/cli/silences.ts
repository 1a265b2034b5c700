import { standing } from '../incidents/silences/rules.js';
import { readSilences } from '../store/index.js';
import { toTerminal } from '../wording/sections.js';
import { silenceList } from '../wording/silence-words.js';
import { besideStore, recordedName } from './beside-store.js';
import type { CliContext, ExitCode } from './context.js';
import type { ConfigChoice } from './read-config.js';

export interface SilencesChoice extends ConfigChoice {
  readonly cluster?: string | undefined;
}

/** Prints what `/pgrepl silences` shows, from the store: what stands, in the order in which it begins. */
export async function listSilences(context: CliContext, choice: SilencesChoice): Promise<ExitCode> {
  return besideStore(context, choice, async ({ config, connection, interrupted }) => {
    const cluster = recordedName(config, choice.cluster);
    const all = await readSilences(connection, interrupted);
    const now = context.clock.now();
    const shown = standing(all, now).filter((each) => cluster === null || each.cluster === cluster);
    context.out(toTerminal(silenceList(shown, cluster, now)));
    return 0;
  });
}
