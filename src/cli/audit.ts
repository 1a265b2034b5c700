import { createLog } from '../log.js';
import { readAudit, resolveStore, StoreError } from '../store/index.js';
import type { CliContext, ExitCode } from './context.js';
import { readConfig, type ConfigChoice } from './read-config.js';

/**
 * Holds every audit record against its hash and the one before, beside a pgrepl that runs; 1 if the
 * chain is broken.
 */
export async function auditVerify(context: CliContext, choice: ConfigChoice): Promise<ExitCode> {
  const config = await readConfig(context, choice);
  if (config === undefined) return 2;
  const log = createLog('warn', { write: context.writeErr });
  try {
    const connection = resolveStore(config.store, log);
    const verdict = await context.interruptible((interrupted) =>
      readAudit(connection, (audit) => audit.verify(), interrupted),
    );
    if (verdict.ok) {
      context.out(`The audit log is whole: ${verdict.records} records, each chained to the last.`);
      return 0;
    }
    context.err(`The audit log is broken at record ${verdict.brokenAt}: ${verdict.why}`);
    return 1;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    context.err(error.message);
    return 1;
  }
}
