import type pg from 'pg';
import type { LabNode } from '../../../lab/postgres/node.js';

/** What one client was told: the row is committed, by this node. */
export interface Acknowledged {
  readonly row: string;
  readonly node: string;
  /** `performance.now()`. */
  readonly at: number;
}

/** Clients that write without a pause to whichever node takes it, and note what was acknowledged. */
export interface Writers {
  readonly acknowledged: readonly Acknowledged[];
  readonly stop: () => Promise<void>;
}

const table = 'written';

/** Creates the table to write to, on the present primary. */
export async function prepareWriting(primary: LabNode): Promise<void> {
  await primary.sql(`CREATE TABLE IF NOT EXISTS ${table} (row text PRIMARY KEY)`);
}

/** @param clients how many write at the same time */
export function startWriters(nodes: readonly LabNode[], clients = 4): Writers {
  const acknowledged: Acknowledged[] = [];
  const ended = new AbortController();
  const running = Array.from({ length: clients }, (_, client) =>
    write(nodes, client, acknowledged, ended.signal),
  );
  return {
    acknowledged,
    stop: async () => {
      ended.abort();
      await Promise.all(running);
    },
  };
}

async function write(
  nodes: readonly LabNode[],
  client: number,
  acknowledged: Acknowledged[],
  signal: AbortSignal,
): Promise<void> {
  let session: pg.Client | null = null;
  let at = 0;
  const drop = (): void => {
    session?.connection.stream.destroy();
    session = null;
  };
  signal.addEventListener('abort', drop);
  for (let count = 0; !signal.aborted; count += 1) {
    try {
      const node = nodes[at % nodes.length];
      if (node === undefined) return;
      session ??= await node.client({ connectionTimeoutMillis: 1000, application_name: 'writer' });
      const row = `${client}-${count}`;
      await session.query(`INSERT INTO ${table} VALUES ($1)`, [row]);
      acknowledged.push({ row, node: node.name, at: performance.now() });
    } catch {
      // Not this one, or not any more: another may take it.
      drop();
      at += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  drop();
}

/** Rows that a client was told of, before this was asked, and that this node has not. */
export async function missingOn(
  node: LabNode,
  acknowledged: readonly Acknowledged[],
): Promise<readonly Acknowledged[]> {
  // What is acknowledged while the answer is on its way may not be in it.
  const told = [...acknowledged];
  const rows = await node.sql<{ row: string }>(`SELECT row FROM ${table}`);
  const kept = new Set(rows.map(({ row }) => row));
  return told.filter(({ row }) => !kept.has(row));
}

/** From the last write on the old primary to the first on the new one, ms; null if there was none. */
export function downtimeMs(
  acknowledged: readonly Acknowledged[],
  from: string,
  to: string,
): number | null {
  const last = acknowledged.filter(({ node }) => node === from).at(-1);
  const first = acknowledged.find(({ node, at }) => node === to && at > (last?.at ?? 0));
  return last === undefined || first === undefined ? null : first.at - last.at;
}
