import { readAudit, type AuditEntry } from '../store/index.js';
import { auditList } from '../wording/audit-list.js';
import { toTerminal } from '../wording/sections.js';
import { besideStore, recordedName } from './beside-store.js';
import type { CliContext, ExitCode } from './context.js';
import type { ConfigChoice } from './read-config.js';

export interface ListChoice extends ConfigChoice {
  readonly cluster?: string | undefined;
  /** How many at most. */
  readonly limit: number;
}

/**
 * Holds every audit record against its hash and the one before, beside a pgrepl that runs; 1 if the
 * chain is broken.
 */
export async function auditVerify(context: CliContext, choice: ConfigChoice): Promise<ExitCode> {
  return besideStore(context, choice, async ({ connection, interrupted }) => {
    const verdict = await readAudit(connection, (audit) => audit.verify(), interrupted);
    if (verdict.ok) {
      context.out(`The audit log is whole: ${verdict.records} records, each chained to the last.`);
      return 0;
    }
    context.err(`The audit log is broken at record ${verdict.brokenAt}: ${verdict.why}`);
    return 1;
  });
}

/** Prints who did what, the newest first. */
export async function listAudit(context: CliContext, choice: ListChoice): Promise<ExitCode> {
  return besideStore(context, choice, async ({ config, connection, interrupted }) => {
    const cluster = recordedName(config, choice.cluster);
    const filter = { limit: choice.limit, ...(cluster === null ? {} : { cluster }) };
    const found = await readAudit(connection, (audit) => audit.list(filter), interrupted);
    const records = found.map(({ record }) => record);
    context.out(toTerminal(auditList(records, cluster, context.clock.now())));
    return 0;
  });
}

/**
 * Prints the whole log from its first record on, one JSON object a line: what was recorded, its
 * number, its hash and the one before, so that the chain can be checked elsewhere. It ends early if
 * nobody reads it any more.
 */
export async function exportAudit(context: CliContext, choice: ConfigChoice): Promise<ExitCode> {
  return besideStore(context, choice, async ({ connection, interrupted }) =>
    readAudit(
      connection,
      async (audit): Promise<ExitCode> => {
        for await (const entry of audit.entries()) {
          if (!(await context.print(exported(entry)))) break;
        }
        return 0;
      },
      interrupted,
    ),
  );
}

function exported({ seq, record, prevHash, hash }: AuditEntry): string {
  return JSON.stringify({ seq, ...record, prevHash, hash });
}
