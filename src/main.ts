#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { check } from './cli/check.js';
import type { CliContext, ExitCode } from './cli/context.js';
import { start } from './cli/start.js';
import { lag, status } from './cli/status.js';
import { auditVerify } from './cli/audit.js';
import { version } from './version.js';
import { systemClock } from './clock.js';

/** Environment variables beside the configuration file; those already set win. */
function loadDotEnv(file: string | undefined): void {
  const chosen = file ?? process.env['PGREPL_CONFIG'] ?? 'pgrepl.yaml';
  const dotEnv = join(dirname(chosen), '.env');
  if (existsSync(dotEnv)) process.loadEnvFile(dotEnv);
}

function createContext(): CliContext {
  return {
    environment: process.env,
    clock: systemClock,
    random: Math.random,
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    home: homedir(),
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    writeErr: (text) => process.stderr.write(text),
    stopRequested: new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => {
          resolve(signal);
        });
      }
    }),
  };
}

interface Options {
  readonly config?: string;
}

const program = new Command('pgrepl')
  .description('Watches PostgreSQL streaming replication and speaks of it in Slack.')
  .version(version)
  .option('-c, --config <file>', 'the configuration (default: $PGREPL_CONFIG or pgrepl.yaml)')
  .showSuggestionAfterError()
  .showHelpAfterError();

/** Commands return how they ended; the process ends when nothing is left to do. */
async function run(
  command: (context: CliContext, file: string | undefined) => Promise<ExitCode>,
): Promise<void> {
  const { config } = program.opts<Options>();
  loadDotEnv(config);
  process.exitCode = await command(createContext(), config);
}

program
  .command('start')
  .description('watch the clusters and serve Slack until stopped')
  .action(() => run((context, file) => start(context, { file })));

program
  .command('check')
  .description('try the whole configuration: nodes, roles, Slack, channels, store')
  .action(() => run((context, file) => check(context, { file })));

program
  .command('status')
  .argument('[cluster]', 'one cluster; without it the fleet, worst first')
  .description('print what /pgrepl status shows; needs no Slack')
  .action((cluster?: string) => run((context, file) => status(context, { file, cluster })));

program
  .command('lag')
  .argument('[cluster]', 'one cluster; without it all of them')
  .description('print what /pgrepl lag shows; needs no Slack')
  .action((cluster?: string) => run((context, file) => lag(context, { file, cluster })));

const audit = program.command('audit').description('the record of who did what');
audit
  .command('verify')
  .description('check the chain of hashes over all audit records')
  .action(() => run((context, file) => auditVerify(context, { file })));

await program.parseAsync();
