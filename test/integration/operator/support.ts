import { labCommands, type LabCommands } from '../../../lab/postgres/commands.js';
import type { LabNode } from '../../../lab/postgres/node.js';
import { primaryConninfo } from '../../../lab/postgres/standby.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import {
  createCommandHands,
  type CommandHandsOptions,
} from '../../../src/operator/drivers/command/command-hands.js';
import { commandEnvironment } from '../../../src/operator/drivers/command/environment.js';
import type {
  ControlData,
  DeedContext,
  Log,
  NodeHands,
  StandbySource,
} from '../../../src/operator/ports.js';

import { valueOf } from '../postgres/acting.js';

const silent = (): void => undefined;
export const silentLog: Log = { debug: silent, info: silent, warn: silent, error: silent };

/** Time enough for anything, and nobody who gives up. */
export const patient: DeedContext = {
  withinMs: 60_000,
  signal: new AbortController().signal,
  waiting: silent,
};

export async function handsOf(
  node: LabNode,
  nodes: readonly LabNode[],
  change: Partial<CommandHandsOptions> & {
    readonly wrap?: (commands: LabCommands) => CommandHandsOptions['commands'];
  } = {},
): Promise<NodeHands> {
  const commands = await labCommands(node);
  return createCommandHands({
    node: node.name,
    commands: change.wrap?.(commands) ?? commands,
    address: { host: '127.0.0.1', port: node.port },
    addressOf: (name) => {
      const other = nodes.find((one) => one.name === name);
      return other === undefined ? null : { host: '127.0.0.1', port: other.port };
    },
    major: () => node.major,
    environment: commandEnvironment(process.env, []),
    secrets: [],
    redact: (text) => text,
    log: silentLog,
    ...change,
  });
}

/** How `node` reaches `upstream`, past any link. */
export function sourceFor(
  node: LabNode,
  upstream: LabNode,
  slot: string | null = null,
): StandbySource {
  return {
    upstream: upstream.name,
    conninfo: primaryConninfo(upstream.serverPort, node.name),
    slot,
  };
}

/** What its control file says. */
export async function controlOf(hands: NodeHands): Promise<ControlData> {
  if (hands.controlData === null) throw new Error('nobody can read the control file');
  return valueOf(await hands.controlData(patient));
}

/** Waits until its control file says so, as an operation does. */
export async function waitState(hands: NodeHands, state: string): Promise<void> {
  await waitUntil(
    `pg_control says "${state}"`,
    async () => (await controlOf(hands)).state === state,
    { everyMs: 5 },
  );
}

export async function waitGone(node: LabNode): Promise<void> {
  await waitUntil(`${node.name} has ended`, async () => !(await node.isRunning()));
}

/** Waits until sessions are let in, and says what the server is. */
export async function waitUp(node: LabNode): Promise<'primary' | 'standby'> {
  return waitUntil(
    `${node.name} is up`,
    async () => ((await node.isInRecovery()) ? 'standby' : 'primary'),
    { detail: () => node.logTail() },
  );
}

export async function waitPromoted(node: LabNode): Promise<void> {
  await waitUntil(`${node.name} is a primary`, async () => !(await node.isInRecovery()));
}

/** Waits until `upstream` sees `name` stream, and a row written now has arrived there. */
export async function waitFollowing(node: LabNode, upstream: LabNode): Promise<void> {
  await waitUntil(
    `${node.name} follows ${upstream.name}`,
    async () => {
      const rows = await upstream.sql(
        `SELECT FROM pg_stat_replication WHERE application_name = $1 AND state = 'streaming'
          AND replay_lsn >= pg_current_wal_flush_lsn()`,
        [node.name],
      );
      return rows.length > 0;
    },
    { detail: async () => `${await node.logTail()}\n--\n${await upstream.logTail()}` },
  );
}
