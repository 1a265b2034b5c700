import type { Major } from './majors.js';
import type { Settings } from './settings.js';

/** A cluster, as one would describe it to a colleague. */
export interface ClusterSpec<Name extends string = string> {
  /** Default: the one installed with pgrepl, or the one that `PGREPL_LAB_MAJOR` says. */
  readonly major?: Major;
  /** For every node, on top of the lab's own. */
  readonly settings?: Settings;
  /** `synchronous_standby_names` on the primary, set when all standbys stream. */
  readonly synchronousStandbyNames?: string;
  /** Puts a link between a monitor and each node, and between each standby and its upstream. */
  readonly links?: boolean;
  /** The primary archives its WAL; standbys with `restore` or `archiveOnly` read it from there. */
  readonly archive?: boolean;
  /** By name; the one without `from` is the primary. */
  readonly nodes: Readonly<Record<Name, NodeSpec>>;
}

export interface NodeSpec {
  /** The upstream's name; absent for the primary. */
  readonly from?: string;
  /** A physical slot on the upstream: of this name, or of the node's own. */
  readonly slot?: true | string;
  /** For this node, on top of the cluster's. */
  readonly settings?: Settings;
  /** `recovery_min_apply_delay`, for example `5s`. */
  readonly applyDelay?: string;
  /** `hot_standby = off`: a standby that lets nobody in. */
  readonly hotStandby?: false;
  /** Reads the archive too when streaming does not give it what it needs. */
  readonly restore?: true;
  /** Reads the archive alone: no streaming. */
  readonly archiveOnly?: true;
  /** Default: the node's name. */
  readonly applicationName?: string;
}

/** The slot's name that a node's spec asks for, or undefined. Slots know `a-z`, `0-9` and `_`. */
export function slotName(name: string, spec: NodeSpec): string | undefined {
  if (spec.slot === undefined) return undefined;
  return spec.slot === true ? name.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_') : spec.slot;
}

/** The nodes in an order in which each stands behind its upstream. */
export function inOrder(nodes: Readonly<Record<string, NodeSpec>>): readonly string[] {
  const primaries = Object.keys(nodes).filter((name) => nodes[name]?.from === undefined);
  const [primary] = primaries;
  if (primary === undefined || primaries.length !== 1) {
    throw new Error('a cluster has exactly one node without `from`, its primary');
  }
  const ordered = [primary];
  for (const upstream of ordered) {
    for (const [name, spec] of Object.entries(nodes)) {
      if (spec.from === upstream) ordered.push(name);
    }
  }
  const lost = Object.keys(nodes).filter((name) => !ordered.includes(name));
  if (lost.length > 0) throw new Error(`nothing leads from the primary to ${lost.join(', ')}`);
  return ordered;
}
