import type { LabCluster } from '../../../../lab/postgres/cluster.js';
import type { LabNode } from '../../../../lab/postgres/node.js';

export const truthNodes = ['pg1', 's1', 's2', 's3', 'c1'] as const;
export type TruthNode = (typeof truthNodes)[number];

/** Whose WAL each standby is set up to receive at first. */
export const firstUpstreams: Readonly<Partial<Record<TruthNode, TruthNode>>> = {
  s1: 'pg1',
  s2: 'pg1',
  s3: 's1',
  c1: 'pg1',
};

/** What a sequence of deeds has done to a cluster so far. */
export class World {
  readonly cluster: LabCluster<TruthNode>;
  /** `synchronous_standby_names` that the cluster began with. */
  readonly names: string;
  /** Nodes that are out of recovery or would be as soon as they run. */
  readonly primaries = new Set<TruthNode>(['pg1']);
  readonly down = new Set<TruthNode>();
  readonly paused = new Set<TruthNode>();
  /** Whether `synchronous_commit` was touched for a role or a database. */
  overridden = false;

  constructor(cluster: LabCluster<TruthNode>, names: string) {
    this.cluster = cluster;
    this.names = names;
  }

  node(name: TruthNode): LabNode {
    return this.cluster.node(name);
  }

  isCold(name: TruthNode): boolean {
    return name === 'c1';
  }

  /** Whether the node can be asked directly, past every link. */
  canBeAsked(name: TruthNode): boolean {
    return this.runs(name) && !this.isCold(name);
  }

  /** Whether it runs and is not frozen. */
  runs(name: TruthNode): boolean {
    return !this.down.has(name) && !this.node(name).isFrozen;
  }

  /** Primaries that run, whether or not pgrepl can see them. */
  get serving(): readonly TruthNode[] {
    return truthNodes.filter((name) => this.primaries.has(name) && this.runs(name));
  }

  isVisible(name: TruthNode): boolean {
    return this.runs(name) && this.node(name).monitorLink.isOpen;
  }

  /** The node's own upstream by how it is set up; undefined for a primary. */
  upstreamOf(name: TruthNode): TruthNode | undefined {
    return this.primaries.has(name) ? undefined : firstUpstreams[name];
  }

  /** The primary whose WAL would reach this node if everything between them ran. */
  rootOf(name: TruthNode): TruthNode {
    const upstream = this.upstreamOf(name);
    return upstream === undefined ? name : this.rootOf(upstream);
  }
}
