import type pg from 'pg';
import type { LabNode } from '../../../lab/postgres/node.js';

/** A moment at which two nodes both took writes, by two looks that enclose one another. */
export interface Breach {
  readonly nodes: readonly [string, string];
  readonly at: number;
}

/** Asks all nodes all the time who of them takes writes. */
export interface OnePrimaryWatch {
  /** How many looks were answered. */
  readonly looks: number;
  readonly stop: () => Promise<readonly Breach[]>;
}

interface Look {
  readonly node: string;
  readonly from: number;
  readonly to: number;
}

/**
 * A node counts as taking writes during the whole of a look that it answers so. Two nodes break the
 * rule if one was seen to take writes after the other had begun to and before the other had ceased.
 */
export function watchOnePrimary(nodes: readonly LabNode[]): OnePrimaryWatch {
  const seen: Look[] = [];
  const ended = new AbortController();
  let looks = 0;
  const watch = async (node: LabNode): Promise<void> => {
    let session: pg.Client | null = null;
    while (!ended.signal.aborted) {
      const from = performance.now();
      try {
        session ??= await node.client({ connectionTimeoutMillis: 500, query_timeout: 2000 });
        const { rows } = await session.query<{ standby: boolean }>(
          'SELECT pg_is_in_recovery() AS standby',
        );
        looks += 1;
        if (rows[0]?.standby === false) seen.push({ node: node.name, from, to: performance.now() });
      } catch {
        session?.connection.stream.destroy();
        session = null;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    session?.connection.stream.destroy();
  };
  const running = nodes.map(watch);
  return {
    get looks() {
      return looks;
    },
    stop: async () => {
      ended.abort();
      await Promise.all(running);
      return breaches(seen);
    },
  };
}

/** Between its first and its last look in a row without another's, a node took writes. */
function breaches(seen: readonly Look[]): readonly Breach[] {
  const names = [...new Set(seen.map(({ node }) => node))];
  const found: Breach[] = [];
  for (const one of names) {
    const own = seen.filter(({ node }) => node === one);
    const first = own[0]?.to ?? Number.POSITIVE_INFINITY;
    const last = own.at(-1)?.from ?? Number.NEGATIVE_INFINITY;
    for (const other of seen.filter(({ node }) => node !== one)) {
      if (first < other.from && last > other.to)
        found.push({ nodes: [one, other.node], at: other.from });
    }
  }
  return found;
}
