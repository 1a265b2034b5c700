import { resolve } from 'node:path';
import type { AppConfig } from '../config/model.js';
import { checkNodes } from './check-nodes.js';
import { checkSlackSide } from './check-slack-side.js';
import { checkStore } from './check-store.js';
import type { CheckLine, CheckPart } from './check-lines.js';
import type { CliContext, ExitCode } from './context.js';
import { configFile, readConfig, type ConfigChoice } from './read-config.js';

const marks: Readonly<Record<CheckLine['level'], string>> = {
  pass: '  ok   ',
  warn: '  warn ',
  fail: '  FAIL ',
};

/** Tries the whole configuration for real; 0 only if nothing fails. */
export async function check(context: CliContext, choice: ConfigChoice): Promise<ExitCode> {
  const config = await readConfig(context, choice);
  if (config === undefined) return 2;
  context.out(`Configuration: ${resolve(configFile(context, choice))}`);
  context.out(`  ok   ${describe(config)}`);
  let failures = 0;
  let warnings = 0;
  const show = ({ title, lines }: CheckPart): void => {
    context.out(`\n${title}`);
    for (const { level, message, remedy } of lines) {
      context.out(`${marks[level]}${message}`);
      if (remedy !== null) context.out(`         ${remedy}`);
      failures += level === 'fail' ? 1 : 0;
      warnings += level === 'warn' ? 1 : 0;
    }
  };
  const nodes = await checkNodes(config, context.clock);
  for (const part of nodes.parts) show(part);
  // Its server may be started for the look: it is not left running by whoever interrupts that.
  const store = await context.interruptible((interrupted) =>
    checkStore(config, nodes.systemIdentifiers, interrupted),
  );
  show(store);
  show(await checkSlackSide(config, context));
  context.out(
    failures === 0
      ? `\nEverything works${warnings === 0 ? '.' : `, with ${count(warnings, 'warning')}.`}`
      : `\n${count(failures, 'failure')}, ${count(warnings, 'warning')}.`,
  );
  return failures === 0 ? 0 : 1;
}

function describe({ clusters }: AppConfig): string {
  const nodes = clusters.reduce((sum, cluster) => sum + cluster.nodes.length, 0);
  return `${count(clusters.length, 'cluster')}, ${count(nodes, 'node')}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
