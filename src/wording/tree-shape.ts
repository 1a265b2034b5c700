import type {
  NodeView,
  OtherWalSender,
  Topology,
  UnmanagedStandby,
} from '../replication/topology/model.js';

export type TreeItem =
  | { readonly kind: 'node'; readonly node: NodeView }
  | { readonly kind: 'unmanaged'; readonly standby: UnmanagedStandby }
  | { readonly kind: 'other'; readonly sender: OtherWalSender };

/** An item and the branch lines that lead to it: empty for a root. */
export interface PlacedItem {
  readonly prefix: string;
  readonly item: TreeItem;
}

/** The node this one hangs from in the tree, also when that is only where it last came from. */
function parentOf(node: NodeView): string | null {
  if (node.foreign) return null;
  switch (node.upstream?.kind) {
    case 'node':
      return node.upstream.node;
    case 'disconnected':
      return node.upstream.last;
    case 'address':
    case 'archive':
    case 'unknown':
    case undefined:
      return null;
  }
}

function isPrimary(topology: Topology, name: string): boolean {
  const { primary } = topology;
  if (primary.kind === 'several') return primary.nodes.includes(name);
  return (primary.kind === 'one' || primary.kind === 'unreachable') && primary.node === name;
}

/**
 * The cluster in the order a person reads it: primaries first, each with its branch below it, then
 * the nodes that hang from nowhere. Every configured node appears exactly once, whatever the
 * upstreams claim (two standbys may for a moment name each other).
 */
export function placeInTree(topology: Topology): PlacedItem[] {
  const names = new Set(topology.nodes.map((node) => node.name));
  const placed: PlacedItem[] = [];
  const seen = new Set<string>();

  const childrenOf = (name: string): TreeItem[] => [
    ...topology.nodes
      .filter((node) => !seen.has(node.name) && parentOf(node) === name)
      .map((node): TreeItem => ({ kind: 'node', node })),
    ...topology.unmanaged
      .filter((standby) => standby.upstream === name)
      .map((standby): TreeItem => ({ kind: 'unmanaged', standby })),
    ...topology.otherWalSenders
      .filter((sender) => sender.upstream === name)
      .map((sender): TreeItem => ({ kind: 'other', sender })),
  ];

  const place = (item: TreeItem, prefix: string, indent: string): void => {
    placed.push({ prefix, item });
    if (item.kind !== 'node') return;
    seen.add(item.node.name);
    const children = childrenOf(item.node.name);
    for (const [index, child] of children.entries()) {
      if (child.kind === 'node' && seen.has(child.node.name)) continue;
      const last = index === children.length - 1;
      place(child, `${indent}${last ? '└─ ' : '├─ '}`, `${indent}${last ? '   ' : '│  '}`);
    }
  };

  const roots = [
    ...topology.nodes.filter((node) => isPrimary(topology, node.name)),
    ...topology.nodes.filter((node) => {
      const parent = parentOf(node);
      return parent === null || !names.has(parent) || parent === node.name;
    }),
    // Whatever is left names an upstream that names it back.
    ...topology.nodes,
  ];
  for (const node of roots) {
    if (!seen.has(node.name)) place({ kind: 'node', node }, '', '');
  }
  return placed;
}
