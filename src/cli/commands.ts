import type { Command } from 'commander';
import { incidentOf, limit } from './arguments.js';
import type { CliContext, ExitCode } from './context.js';

/** Carries a command out, with the configuration file that was named. */
type Run = (
  command: (context: CliContext, file: string | undefined) => Promise<ExitCode>,
) => Promise<void>;

interface AsJson {
  readonly json?: boolean;
}

const jsonOption = [
  '--json',
  'for scripts: print it as JSON (docs/operating.md tells its shape)',
] as const;

const limitOption = ['-n, --limit <number>', 'how many at most', limit, 50] as const;

/** All commands. What one of them needs is loaded when it is asked for. */
export function addCommands(program: Command, run: Run): void {
  addLooks(program, run);
  addRecords(program, run);
}

/** Those that look at clusters, the configuration or the documentation, and the one that watches. */
function addLooks(program: Command, run: Run): void {
  program
    .command('start')
    .description('watch the clusters and serve Slack until stopped')
    .action(() =>
      run(async (context, file) => (await import('./start.js')).start(context, { file })),
    );

  program
    .command('check')
    .description('try the whole configuration: nodes, roles, Slack, channels, store')
    .action(() =>
      run(async (context, file) => (await import('./check.js')).check(context, { file })),
    );

  program
    .command('status')
    .argument('[cluster]', 'one cluster; without it the fleet, worst first')
    .option(...jsonOption)
    .description('print what /pgrepl status shows; needs no Slack')
    .action((cluster: string | undefined, { json }: AsJson) =>
      run(async (context, file) =>
        (await import('./status.js')).status(context, { file, cluster, json }),
      ),
    );

  program
    .command('lag')
    .argument('[words...]', '[cluster] [6h] [time|bytes]; without words how far each is behind now')
    .description('print what /pgrepl lag shows, of a span from the store; needs no Slack')
    .action((words: readonly string[]) =>
      run(async (context, file) => (await import('./lag.js')).lag(context, { file, words })),
    );

  program
    .command('whatif')
    .argument('<cluster>', 'the cluster')
    .argument('<words...>', '<node> [node] down, or <node> promoted, or both: pg1 down s1 promoted')
    .description('print what would happen if nodes were down or one was promoted; needs no Slack')
    .option(...jsonOption)
    .action((cluster: string, words: readonly string[], { json }: AsJson) =>
      run(async (context, file) =>
        (await import('./whatif.js')).whatIf(context, { file, cluster, words, json }),
      ),
    );

  program
    .command('explain')
    .argument('[finding]', 'for example slot-lost; without it the list of them')
    .description('print what a finding means and what to do about it')
    .action((kind?: string) =>
      run(async (context, file) => (await import('./explain.js')).explain(context, { file, kind })),
    );

  program
    .command('doctor')
    .argument('[cluster]', 'one cluster; without it all of them, worst first')
    .description(
      'examine the whole set-up: what is wrong, why it matters, what to do; needs no Slack',
    )
    .option(...jsonOption)
    .action((cluster: string | undefined, { json }: AsJson) =>
      run(async (context, file) =>
        (await import('./doctor.js')).doctor(context, { file, cluster, json }),
      ),
    );
}

/** Those that read what is on record. */
function addRecords(program: Command, run: Run): void {
  program
    .command('operations')
    .argument('[cluster]', 'one cluster; without it all of them')
    .option(...limitOption)
    .description('list promotions and switchovers, the newest first; needs no Slack')
    .action((cluster: string | undefined, { limit }: { limit: number }) =>
      run(async (context, file) =>
        (await import('./operations.js')).listOperations(context, { file, cluster, limit }),
      ),
    );

  program
    .command('postmortem')
    .argument('<incident>', 'INC-7', incidentOf)
    .option('-o, --output <file>', 'write it to this file, and a picture of the lag beside it')
    .description('print a draft of a post-mortem in Markdown; needs no Slack')
    .action((number: number, { output }: { output?: string }) =>
      run(async (context, file) =>
        (await import('./postmortem.js')).postmortem(context, { file, number, output }),
      ),
    );

  program
    .command('incidents')
    .argument('[words...]', '[cluster] [open|all|7d]; without words the open ones of all clusters')
    .option(...limitOption)
    .description('list incidents, the newest first; needs no Slack')
    .action((words: readonly string[], { limit }: { limit: number }) =>
      run(async (context, file) =>
        (await import('./incidents.js')).listIncidents(context, { file, words, limit }),
      ),
    );

  program
    .command('timeline')
    .argument('<incident>', 'INC-7', incidentOf)
    .description('print everything that happened to an incident, in order; needs no Slack')
    .action((number: number) =>
      run(async (context, file) =>
        (await import('./incidents.js')).showTimeline(context, { file, number }),
      ),
    );

  program
    .command('silences')
    .argument('[cluster]', 'one cluster; without it all of them')
    .description('list what is silenced, by whom and until when; needs no Slack')
    .action((cluster?: string) =>
      run(async (context, file) =>
        (await import('./silences.js')).listSilences(context, { file, cluster }),
      ),
    );

  const audit = program.command('audit').description('the record of who did what');
  audit
    .command('list')
    .argument('[cluster]', 'one cluster; without it all of them')
    .option(...limitOption)
    .description('list who did what, the newest first')
    .action((cluster: string | undefined, { limit }: { limit: number }) =>
      run(async (context, file) =>
        (await import('./audit.js')).listAudit(context, { file, cluster, limit }),
      ),
    );
  audit
    .command('export')
    .description('print all records, one JSON object a line')
    .action(() =>
      run(async (context, file) => (await import('./audit.js')).exportAudit(context, { file })),
    );
  audit
    .command('verify')
    .description('check the chain of hashes over all audit records')
    .action(() =>
      run(async (context, file) => (await import('./audit.js')).auditVerify(context, { file })),
    );
}
