import { readOperations } from '../store/index.js';
import { operationList } from '../wording/operation-list.js';
import { toTerminal } from '../wording/sections.js';
import type { ListChoice } from './audit.js';
import { besideStore, recordedName } from './beside-store.js';
import type { CliContext, ExitCode } from './context.js';

/** Prints what `/pgrepl operations` shows, from the store: the newest first. */
export async function listOperations(context: CliContext, choice: ListChoice): Promise<ExitCode> {
  return besideStore(context, choice, async ({ config, connection, interrupted }) => {
    const cluster = recordedName(config, choice.cluster);
    const filter = { cluster, limit: choice.limit };
    const operations = await readOperations(connection, filter, interrupted);
    context.out(toTerminal(operationList(operations, cluster, context.clock.now())));
    return 0;
  });
}
