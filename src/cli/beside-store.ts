import type { AppConfig } from '../config/model.js';
import { createLog } from '../log.js';
import { resolveStore, StoreError, type StoreConnection } from '../store/index.js';
import type { CliContext, ExitCode } from './context.js';
import { readConfig, type ConfigChoice } from './read-config.js';

export interface BesideStore {
  readonly config: AppConfig;
  readonly connection: StoreConnection;
  readonly interrupted: AbortSignal;
}

/**
 * Reads from the store beside a pgrepl that runs. An embedded server that is started for that is
 * stopped again, also when the command is interrupted. What is wrong with the store is said, and 1
 * is returned.
 */
export async function besideStore(
  context: CliContext,
  choice: ConfigChoice,
  read: (store: BesideStore) => Promise<ExitCode>,
): Promise<ExitCode> {
  const config = await readConfig(context, choice);
  if (config === undefined) return 2;
  const connection = resolveStore(config.store, createLog('warn', { write: context.writeErr }));
  try {
    return await context.interruptible((interrupted) => read({ config, connection, interrupted }));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    context.err(error.message);
    return 1;
  }
}

/**
 * The cluster's name as the records have it. One that is not configured any more may still be on
 * record, so that it is no mistake.
 */
export function recordedName({ clusters }: AppConfig, typed: string | undefined): string | null {
  if (typed === undefined) return null;
  const known = clusters.find(({ name }) => name.toLowerCase() === typed.toLowerCase());
  return known?.name ?? typed;
}
