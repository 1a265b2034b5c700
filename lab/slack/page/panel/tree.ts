import type { PanelNode } from '../../../demo/panel-api.js';

export interface TreeNode {
  readonly node: PanelNode;
  readonly children: readonly TreeNode[];
}

/** The nodes below the ones that feed them; a node whose upstream is not known stands at the top. */
export function treeOf(nodes: readonly PanelNode[]): readonly TreeNode[] {
  const placed = new Set<string>();
  const below = (parent: PanelNode): TreeNode => {
    placed.add(parent.name);
    const children = nodes.filter(
      ({ name, upstream }) => upstream === parent.name && !placed.has(name),
    );
    return { node: parent, children: children.map(below) };
  };
  const tops = nodes.filter(
    ({ upstream }) => upstream === null || !nodes.some(({ name }) => name === upstream),
  );
  const trees = tops.map(below);
  // Nodes that feed each other in a ring have no top: the first of them becomes one.
  for (const node of nodes) if (!placed.has(node.name)) trees.push(below(node));
  return trees;
}
