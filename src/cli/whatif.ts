import { askWhatIf } from '../slack/commands/whatif.js';
import { toTerminal } from '../wording/sections.js';
import { whatIfSections } from '../wording/whatif/whatif.js';
import { chosenClusters } from './chosen-clusters.js';
import type { CliContext, ExitCode } from './context.js';
import { whatIfJson } from './json/whatif-json.js';
import { lookAtFleet } from './look.js';
import { readConfig, type ConfigChoice } from './read-config.js';
import { storedKnowledge } from './stored.js';

/** The cluster, and then what `/pgrepl whatif` takes behind it. */
export interface WhatIfChoice extends ConfigChoice {
  readonly cluster: string;
  readonly words: readonly string[];
  /** For scripts: as JSON. */
  readonly json?: boolean | undefined;
}

/** Prints what `/pgrepl whatif` answers, after a look at the cluster; 2 if nothing could be said. */
export async function whatIf(context: CliContext, choice: WhatIfChoice): Promise<ExitCode> {
  const config = await readConfig(context, choice);
  if (config === undefined) return 2;
  const clusters = chosenClusters(config, choice.cluster, context);
  if (clusters === undefined) return 2;
  const known = await storedKnowledge(config.store, context);
  const fleet = await lookAtFleet({ ...config, clusters }, context.clock, known);
  const asked = askWhatIf([choice.cluster, ...choice.words].join(' '), {
    fleet,
    command: 'pgrepl',
  });
  if (asked.kind === 'refused') {
    context.err(toTerminal(asked.answer.sections));
    return 2;
  }
  const { snapshot, topology, outlook } = asked;
  const now = context.clock.now();
  const sections = whatIfSections(snapshot, topology, outlook, now);
  const shown =
    choice.json === true
      ? whatIfJson(snapshot.cluster, outlook, sections, now)
      : toTerminal(sections);
  await context.print(shown);
  return 0;
}
