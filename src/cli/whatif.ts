import { whatIfAnswer } from '../slack/commands/whatif.js';
import { toTerminal } from '../wording/sections.js';
import type { CliContext, ExitCode } from './context.js';
import { lookAtFleet } from './look.js';
import { readConfig, type ConfigChoice } from './read-config.js';
import { storedKnowledge } from './stored.js';

/** The cluster, and then what `/pgrepl whatif` takes behind it. */
export interface WhatIfChoice extends ConfigChoice {
  readonly cluster: string;
  readonly words: readonly string[];
}

/** Prints what `/pgrepl whatif` answers, after a look at the cluster; 2 if nothing could be said. */
export async function whatIf(context: CliContext, choice: WhatIfChoice): Promise<ExitCode> {
  const config = await readConfig(context, choice);
  if (config === undefined) return 2;
  const wanted = choice.cluster.toLowerCase();
  const clusters = config.clusters.filter(({ name }) => name.toLowerCase() === wanted);
  if (clusters.length === 0) {
    const names = config.clusters.map(({ name }) => name).join(', ');
    context.err(`There is no cluster "${choice.cluster}" in the configuration: ${names}.`);
    return 2;
  }
  const known = await storedKnowledge(config.store, context);
  const fleet = await lookAtFleet({ ...config, clusters }, context.clock, known);
  const answer = whatIfAnswer([choice.cluster, ...choice.words].join(' '), {
    fleet,
    silences: known.silences,
    pages: new Map(),
    now: context.clock.now(),
    command: 'pgrepl',
  });
  const text = toTerminal(answer.sections);
  if (answer.request !== null) {
    context.out(text);
    return 0;
  }
  context.err(text);
  return 2;
}
