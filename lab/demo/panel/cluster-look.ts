import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabNode } from '../../postgres/node.js';
import { clusterName, initialNames, type Orders } from '../orders.js';
import type { PanelCluster, PanelNode } from '../panel-api.js';
import type { Writes } from '../writes.js';
import { linkAtFirst, linkInUse, linkOf, type LinkTo } from './links.js';
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
  readonly #links = new Map<string, LinkTo>();
  #names = initialNames;

  constructor(cluster: Orders, writes: Writes) {
    this.#cluster = cluster;
    this.#writes = writes;
    this.#looks = cluster.nodes.map((node) => ({ node, look: new NodeLook(node) }));
    for (const { name, spec } of cluster.nodes) {
      if (spec.from !== undefined) this.#upstreams.set(name, spec.from);
    }
  }

  /** The path that is cut for a node, as it was seen last. */
  linkTo(node: LabNode): LinkTo {
    return this.#links.get(node.name) ?? linkAtFirst(node);
  }

  async look(): Promise<PanelCluster> {
    const seen = await Promise.all(this.#looks.map(({ node, look }) => see(node, look)));
    for (const { node, answer } of seen) {
      if (answer !== null) this.#remember(node, answer);
    }
    for (const { node, answer } of seen) {
      for (const { name } of answer?.receivers ?? []) this.#upstreams.set(name, node.name);
    }
    const primary = seen
      .filter(({ answer }) => answer?.isStandby === false)
      .sort((a, b) => receiversOf(b) - receiversOf(a))[0];
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
      link: linkState(node, this.linkTo(node)),
      linkTo: this.linkTo(node),
      replayPaused: answer?.replayPaused ?? false,
      upstream: role === 'primary' ? null : (this.#upstreams.get(node.name) ?? null),
      syncState: role === 'primary' ? null : syncState(receiver?.syncState),
    };
  }

  #remember(node: LabNode, { upstreamPort }: NodeAnswer): void {
    this.#links.set(node.name, linkInUse(node, upstreamPort));
    const straight = this.#cluster.nodes.find(({ serverPort }) => serverPort === upstreamPort);
    if (straight !== undefined) this.#upstreams.set(node.name, straight.name);
  }

  /** A server that does not answer has files that say in which role it is, or would start. */
  async #role({ node, answer }: Seen): Promise<PanelNode['role']> {
    if (answer !== null) this.#roles.set(node.name, answer.isStandby ? 'standby' : 'primary');
    else {
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

/** Of two primaries the one that standbys follow is the cluster's. */
function receiversOf({ answer }: Seen): number {
  return answer?.receivers.length ?? 0;
}

function linkState(node: LabNode, linkTo: LinkTo): PanelNode['link'] {
  switch (linkOf(node, linkTo).state) {
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
