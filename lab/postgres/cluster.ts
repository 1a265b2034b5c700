import { rm } from 'node:fs/promises';
import { setUpNodes, type SetUp } from './cluster-setup.js';
import { cloneFrom } from './clone.js';
import { forgetFiles } from './guard.js';
import type { LabNode } from './node.js';
import type { Row } from './server.js';
import { slotName, type ClusterSpec } from './spec.js';
import { makeStandby, primaryConninfo } from './standby.js';
import { waitUntil } from './wait.js';

/** A running cluster of the lab. */
export class LabCluster<Name extends string = string> {
  readonly spec: ClusterSpec<Name>;
  /** All nodes, the first primary first, each behind its upstream. */
  readonly nodes: readonly LabNode[];
  /** Where the WAL archive is, if there is one. */
  readonly archiveDirectory: string;
  readonly #setUp: SetUp;

  constructor(spec: ClusterSpec<Name>, setUp: SetUp) {
    this.spec = spec;
    this.nodes = setUp.nodes;
    this.archiveDirectory = setUp.archiveDirectory;
    this.#setUp = setUp;
  }

  node(name: Name): LabNode {
    return this.#find(name);
  }

  /** The node that the cluster began with as its primary. */
  get firstPrimary(): LabNode {
    const [first] = this.nodes;
    if (first === undefined) throw new Error('the cluster has no nodes');
    return first;
  }

  /**
   * The node that is not in recovery now; of several, as after an old primary came back beside the
   * one that was promoted, the one on the newest timeline. @throws if there is none
   */
  async findPrimary(): Promise<LabNode> {
    const timelines = await Promise.all(
      this.nodes.map(async (node) => ({ node, timeline: await timelineWritten(node) })),
    );
    const [newest] = timelines.sort((a, b) => b.timeline - a.timeline);
    if (newest === undefined || newest.timeline === 0) throw new Error('no node is a primary');
    return newest.node;
  }

  /** Runs a statement on the present primary, as a superuser. */
  async sql<T extends Row = Row>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.findPrimary()).sql<T>(text, values);
  }

  /** Sets `synchronous_standby_names` on the present primary. */
  async setSynchronousStandbyNames(names: string): Promise<void> {
    await (await this.findPrimary()).setSynchronousStandbyNames(names);
  }

  /** Waits until the upstream of this standby sees it stream. */
  async waitStreaming(name: Name, upstream?: Name): Promise<void> {
    const node = this.#find(name);
    await waitStreaming(node, this.#find(upstream ?? this.#upstreamOf(node)));
  }

  /** Lets a standby follow another node: by a reload from 13 on, by a restart before. */
  async follow(name: Name, upstream: Name): Promise<void> {
    const node = this.#find(name);
    await createSlot(node, this.#find(upstream));
    this.#setUp.rewire(node, this.#find(upstream));
    if (node.major < 12) {
      await node.stop();
      await makeStandby(node, this.#setUp.source(node));
      await node.start();
    } else {
      // What a command or ALTER SYSTEM has set would stay in force over the configuration.
      await node.sql('ALTER SYSTEM RESET primary_conninfo');
      await node.sql('ALTER SYSTEM RESET primary_slot_name');
      const conninfo = primaryConninfo(this.#setUp.upstreamPort(node), applicationName(node));
      await node.receiveFrom(conninfo);
    }
    await waitStreaming(node, this.#find(upstream));
  }

  /** Makes a node a standby of another again, from a new base backup; what it had is gone. */
  async reclone(name: Name, upstream: Name): Promise<void> {
    const node = this.#find(name);
    const source = this.#find(upstream);
    await node.end();
    await cloneFrom(source, node.dataDirectory);
    this.#setUp.rewire(node, source);
    await createSlot(node, source);
    await makeStandby(node, this.#setUp.source(node));
    await node.start();
    await waitStreaming(node, source);
  }

  /** Ends every server and link of the cluster and removes its files. */
  async stop(): Promise<void> {
    for (const node of this.nodes) node.leaveOutside();
    await Promise.all(this.nodes.map((node) => node.end()));
    await Promise.all(this.#setUp.links.map((link) => link.close()));
    const directory = this.#setUp.directory;
    await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    forgetFiles(
      directory,
      this.nodes.map((node) => node.dataDirectory),
    );
  }

  #find(name: string): LabNode {
    const node = this.nodes.find((one) => one.name === name);
    if (node === undefined) throw new Error(`the cluster has no node ${name}`);
    return node;
  }

  #upstreamOf(node: LabNode): string {
    return this.#setUp.upstreams.get(node.name) ?? this.firstPrimary.name;
  }
}

/**
 * Brings up real servers as described: the primary first, then the standbys, and returns when all
 * of them stream and the synchronous standbys are what the names say.
 */
export async function startCluster<const Name extends string>(
  spec: ClusterSpec<Name>,
): Promise<LabCluster<Name>> {
  const setUp = await setUpNodes(spec);
  const cluster = new LabCluster(spec, setUp);
  try {
    const started = new Map<string, Promise<void>>();
    for (const node of cluster.nodes) {
      const upstream = cluster.nodes.find((one) => one.name === node.spec.from);
      const before = upstream === undefined ? undefined : started.get(upstream.name);
      started.set(node.name, bringUp(node, upstream, before, setUp));
    }
    await Promise.all(started.values());
    await makeSynchronous(cluster);
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

async function bringUp(
  node: LabNode,
  upstream: LabNode | undefined,
  upstreamIsUp: Promise<void> | undefined,
  setUp: SetUp,
): Promise<void> {
  await upstreamIsUp;
  if (upstream !== undefined) {
    if (setUp.needsBackup) await cloneFrom(setUp.primary, node.dataDirectory);
    await createSlot(node, upstream);
    await makeStandby(node, setUp.source(node));
  }
  await node.start();
  if (upstream !== undefined && node.spec.archiveOnly !== true) {
    await waitStreaming(node, upstream);
  }
}

/** The timeline that a node writes as a primary; 0 if it is none, or does not answer. */
async function timelineWritten(node: LabNode): Promise<number> {
  if (!(await node.isRunning()) || node.isFrozen) return 0;
  try {
    if (await node.isInRecovery()) return 0;
    const [row] = await node.sql<{ file: string }>(
      'SELECT pg_walfile_name(pg_current_wal_lsn()) AS file',
    );
    return Number.parseInt(row?.file.slice(0, 8) ?? '0', 16);
  } catch {
    return 0;
  }
}

async function createSlot(node: LabNode, upstream: LabNode): Promise<void> {
  const slot = slotName(node.name, node.spec);
  if (slot === undefined) return;
  await upstream.sql(
    `SELECT pg_create_physical_replication_slot($1, true)
      WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = $1)`,
    [slot],
  );
}

/**
 * Both must say so: the sender of a standby that was killed stands there until it has noticed. And
 * until its first answer has arrived, no standby counts for a commit.
 */
async function waitStreaming(node: LabNode, upstream: LabNode): Promise<void> {
  await waitUntil(
    `${node.name} streams from ${upstream.name}`,
    async () => {
      const rows = await upstream.sql(
        `SELECT FROM pg_stat_replication
          WHERE application_name = $1 AND state = 'streaming' AND flush_lsn IS NOT NULL`,
        [applicationName(node)],
      );
      return rows.length > 0 && (await receives(node));
    },
    { detail: () => node.logTail(), everyMs: 10 },
  );
}

async function receives(node: LabNode): Promise<boolean> {
  if (node.spec.hotStandby === false) return true; // it lets nobody ask
  const rows = await node.sql("SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming'");
  return rows.length > 0;
}

async function makeSynchronous(cluster: LabCluster): Promise<void> {
  const names = cluster.spec.synchronousStandbyNames ?? '';
  if (names === '') return;
  const primary = cluster.firstPrimary;
  await primary.setSynchronousStandbyNames(names);
  await waitUntil(`${primary.name} has synchronous standbys for ${names}`, async () => {
    const rows = await primary.sql(
      "SELECT FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')",
    );
    return rows.length > 0;
  });
}

function applicationName(node: LabNode): string {
  return node.spec.applicationName ?? node.name;
}
