import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabNode } from '../../postgres/node.js';
import { clusterName, initialNames, type Orders } from '../orders.js';
import type { PanelCluster, PanelNode } from '../panel-api.js';
import type { Writes } from '../writes.js';
import { linkOf } from './links.js';
import { NodeLook, type NodeAnswer } from './node-look.js';

interface Seen {
  readonly node: LabNode;
  readonly process: PanelNode['process'];
  /** Null if it does not answer. */
  readonly answer: NodeAnswer | null;
}

/** Looks at the cluster as the panel shows it, and remembers what can't be seen any more. */
export class ClusterLook {
  readonly #cluster: Orders;
  readonly #writes: Writes;
  readonly #looks: readonly { readonly node: LabNode; readonly look: NodeLook }[];
  readonly #upstreams = new Map<string, string>();
  readonly #roles = new Map<string, PanelNode['role']>();
  #names = initialNames;

  constructor(cluster: Orders, writes: Writes) {
    this.#cluster = cluster;
    this.#writes = writes;
    this.#looks = cluster.nodes.map((node) => ({ node, look: new NodeLook(node) }));
    for (const { name, spec } of cluster.nodes) {
      if (spec.from !== undefined) this.#upstreams.set(name, spec.from);
    }
  }

  async look(): Promise<PanelCluster> {
    const seen = await Promise.all(this.#looks.map(({ node, look }) => see(node, look)));
    for (const { node, answer } of seen) {
      for (const { name } of answer?.receivers ?? []) this.#upstreams.set(name, node.name);
    }
    const primary = seen.find(({ answer }) => answer?.isStandby === false);
    if (primary?.answer) this.#names = primary.answer.synchronousStandbyNames;
    return {
      name: clusterName,
      major: this.#cluster.firstPrimary.major,
      nodes: await Promise.all(seen.map((one) => this.#describe(one, seen))),
      synchronousStandbyNames: this.#names,
      load: {
        rowsPerSecond: this.#writes.rate(performance.now()),
        running: this.#writes.running,
      },
    };
  }

  close(): void {
    for (const { look } of this.#looks) look.close();
  }

  async #describe(one: Seen, all: readonly Seen[]): Promise<PanelNode> {
    const { node, answer } = one;
    const role = await this.#role(one);
    const receiver = all
      .flatMap((other) => other.answer?.receivers ?? [])
      .find(({ name }) => name === node.name);
    return {
      name: node.name,
      role,
      process: one.process,
      link: linkState(node),
      replayPaused: answer?.replayPaused ?? false,
      upstream: role === 'primary' ? null : (this.#upstreams.get(node.name) ?? null),
      syncState: role === 'primary' ? null : syncState(receiver?.syncState),
    };
  }

  /** A server that is down has no role, but its files say which it would start in. */
  async #role({ node, process, answer }: Seen): Promise<PanelNode['role']> {
    if (answer !== null) this.#roles.set(node.name, answer.isStandby ? 'standby' : 'primary');
    else if (process === 'stopped') {
      const standby = await exists(join(node.dataDirectory, 'standby.signal'));
      this.#roles.set(node.name, standby ? 'standby' : 'primary');
    }
    return this.#roles.get(node.name) ?? 'unknown';
  }
}

async function see(node: LabNode, look: NodeLook): Promise<Seen> {
  if (!(await node.isRunning())) {
    look.close();
    return { node, process: 'stopped', answer: null };
  }
  if (node.isFrozen) return { node, process: 'frozen', answer: null };
  return { node, process: 'running', answer: await look.ask() };
}

function linkState(node: LabNode): PanelNode['link'] {
  switch (linkOf(node).state) {
    case 'pass':
      return 'ok';
    case 'cut':
      return 'cut';
    case 'drop':
      return 'dropping';
  }
}

function syncState(state: string | undefined): NonNullable<PanelNode['syncState']> | null {
  switch (state) {
    case 'sync':
    case 'potential':
    case 'quorum':
    case 'async':
      return state;
    default:
      return null;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
