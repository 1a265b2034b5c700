import { labCommands, type LabCommands } from './commands.js';
import type { LabCluster } from './cluster.js';

/** What a node's part of a configuration says so that pgrepl can operate on it. */
export interface NodeOperationKeys {
  readonly commands: LabCommands;
  /** How standbys reach it as a primary: straight, past any link of theirs. */
  readonly replication: { readonly host: string; readonly port: number; readonly user: string };
}

/** Those parts of all nodes of a cluster, by name. */
export async function nodeOperationKeys(
  cluster: LabCluster,
): Promise<Readonly<Record<string, NodeOperationKeys>>> {
  const keys = await Promise.all(
    cluster.nodes.map(async (node): Promise<readonly [string, NodeOperationKeys]> => [
      node.name,
      {
        commands: await labCommands(node),
        replication: { host: '127.0.0.1', port: node.serverPort, user: 'postgres' },
      },
    ]),
  );
  return Object.fromEntries(keys);
}
