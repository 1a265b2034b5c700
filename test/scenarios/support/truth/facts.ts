import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { LabNode } from '../../../../lab/postgres/node.js';
import type { Row } from '../../../../lab/postgres/server.js';
import { truthNodes, type TruthNode, type World } from './world.js';

/** How a node really is, asked of the servers themselves. */
export interface RealNode {
  readonly name: TruthNode;
  /** Whether WAL that its primary has just written reaches it; null if nobody can write. */
  readonly receives: boolean | null;
  /** Null where it can't be asked, and for a primary. */
  readonly replayLsn: bigint | null;
}

export interface RealCluster {
  readonly nodes: readonly RealNode[];
  /** The one primary that runs; null if there is none or more than one. */
  readonly primary: RealPrimary | null;
}

export interface RealPrimary {
  readonly name: TruthNode;
  readonly lsn: bigint;
  /** Whether a commit at the server's level hangs. */
  readonly hangs: boolean;
  /** Sessions that wait in `SyncRep`. */
  readonly waiters: number;
  /** `ALTER ROLE|DATABASE … SET synchronous_commit`. */
  readonly overrides: readonly string[];
  readonly names: string;
  readonly level: string;
}

/** A commit that has not returned by then hangs, ms. */
const commitDeadlineMs = 700;

/** WAL that has not arrived by then does not arrive, ms. */
const arrivalDeadlineMs = 700;

export const probeTable = 'CREATE TABLE truth_probe (at timestamptz DEFAULT now())';

/** Asks the servers past every link. Commits that hang are left to wait, as a client's would be. */
export class Investigator {
  readonly #world: World;
  readonly #clients = new Set<pg.Client>();

  constructor(world: World) {
    this.#world = world;
  }

  async investigate(): Promise<RealCluster> {
    const { serving } = this.#world;
    const [only] = serving;
    const single = serving.length === 1 ? only : undefined;
    const hangs = single === undefined ? false : await this.#commitHangs(single);
    const receives = await this.#arrivals();
    const primary = single === undefined ? null : await this.#primary(single, hangs);
    const nodes = await Promise.all(
      truthNodes.map(async (name) => ({
        name,
        receives: receives.get(name) ?? null,
        replayLsn: await this.#replayLsn(name),
      })),
    );
    return { nodes, primary };
  }

  /** Gives up every session that still waits. */
  close(): void {
    for (const client of this.#clients) client.connection.stream.destroy();
    this.#clients.clear();
  }

  async #commitHangs(primary: TruthNode): Promise<boolean> {
    const client = await this.#world.node(primary).client({ application_name: 'probe' });
    this.#clients.add(client);
    const commit = client.query('INSERT INTO truth_probe DEFAULT VALUES').then(
      () => false,
      () => false,
    );
    void commit.finally(() => {
      this.#clients.delete(client);
      client.connection.stream.destroy();
    });
    return Promise.race([commit, sleep(commitDeadlineMs, true)]);
  }

  /** Writes on every primary and sees where that arrives. */
  async #arrivals(): Promise<ReadonlyMap<TruthNode, boolean>> {
    const written = new Map<TruthNode, bigint>();
    for (const name of this.#world.serving) {
      const node = this.#world.node(name);
      await quietly(node, 'INSERT INTO truth_probe DEFAULT VALUES');
      const [row] = await quietly<{ lsn: string }>(node, 'SELECT pg_current_wal_flush_lsn() lsn');
      written.set(name, position(row?.lsn) ?? 0n);
    }
    const arrived = new Map<TruthNode, boolean>();
    for (const name of truthNodes) {
      const isFed = !this.#world.primaries.has(name) && written.has(this.#world.rootOf(name));
      if (isFed) arrived.set(name, false);
    }
    const deadline = performance.now() + arrivalDeadlineMs;
    do {
      for (const [name, isThere] of arrived) {
        const lsn = written.get(this.#world.rootOf(name)) ?? 0n;
        if (!isThere && ((await this.#receivedLsn(name)) ?? -1n) >= lsn) arrived.set(name, true);
      }
      if ([...arrived.values()].every(Boolean)) break;
      await sleep(25);
    } while (performance.now() < deadline);
    return arrived;
  }

  async #receivedLsn(name: TruthNode): Promise<bigint | null> {
    if (!this.#world.runs(name)) return null;
    if (this.#world.isCold(name)) return this.#confirmedTo(name);
    const [row] = await quietly<{ lsn: string | null }>(
      this.#world.node(name),
      'SELECT pg_last_wal_receive_lsn() lsn',
    );
    return position(row?.lsn);
  }

  /** A cold standby can't be asked: what has it confirmed to its upstream? */
  async #confirmedTo(name: TruthNode): Promise<bigint | null> {
    const upstream = this.#world.upstreamOf(name);
    if (upstream === undefined || !this.#world.canBeAsked(upstream)) return null;
    const [row] = await quietly<{ lsn: string | null }>(
      this.#world.node(upstream),
      `SELECT flush_lsn lsn FROM pg_stat_replication WHERE application_name = '${name}'`,
    );
    return position(row?.lsn);
  }

  async #primary(name: TruthNode, hangs: boolean): Promise<RealPrimary> {
    const [row] = await quietly<{
      lsn: string;
      waiters: number;
      overrides: string[] | null;
      names: string;
      level: string;
    }>(
      this.#world.node(name),
      `SELECT pg_current_wal_lsn() AS lsn,
         (SELECT count(*)::int FROM pg_stat_activity WHERE wait_event = 'SyncRep') AS waiters,
         (SELECT array_agg(coalesce(datname::text, '*') || '/' || coalesce(rolname::text, '*') || '=' || split_part(setting, '=', 2))
            FROM pg_db_role_setting
            LEFT JOIN pg_database d ON d.oid = setdatabase
            LEFT JOIN pg_roles r ON r.oid = setrole, unnest(setconfig) setting
           WHERE setting LIKE 'synchronous_commit=%') AS overrides,
         (SELECT setting FROM pg_settings WHERE name = 'synchronous_standby_names') AS names,
         coalesce((SELECT setting FROM pg_file_settings WHERE name = 'synchronous_commit'
                    ORDER BY seqno DESC LIMIT 1), 'on') AS level`,
    );
    if (row === undefined) throw new Error(`${name} tells nothing`);
    return {
      name,
      lsn: position(row.lsn) ?? 0n,
      hangs,
      waiters: row.waiters,
      overrides: row.overrides ?? [],
      names: row.names,
      level: row.level,
    };
  }

  async #replayLsn(name: TruthNode): Promise<bigint | null> {
    if (!this.#world.canBeAsked(name) || this.#world.primaries.has(name)) return null;
    const [row] = await quietly<{ lsn: string | null }>(
      this.#world.node(name),
      'SELECT pg_last_wal_replay_lsn() lsn',
    );
    return position(row?.lsn);
  }
}

/** A statement of a superuser that waits for no standby. */
export async function quietly<T extends Row = Row>(node: LabNode, text: string): Promise<T[]> {
  const client = await node.client({
    application_name: 'truth',
    options: '-c synchronous_commit=local',
    query_timeout: 10_000,
  });
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    void client.end().catch(() => undefined);
  }
}

function position(text: string | null | undefined): bigint | null {
  const [high, low] = text?.split('/') ?? [];
  if (high === undefined || low === undefined) return null;
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}
