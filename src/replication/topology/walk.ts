import type { NodeView, Topology } from './model.js';

/** The configured node of that name; undefined if there is none. */
export function nodeNamed(topology: Topology, name: string): NodeView | undefined {
  return topology.nodes.find((node) => node.name === name);
}

/** Every configured node that is fed from `name`, directly or over others; nearest first. */
export function branchBelow(topology: Topology, name: string): readonly string[] {
  const found: string[] = [];
  let level: readonly string[] = [name];
  while (level.length > 0) {
    const next = level
      .flatMap((parent) => nodeNamed(topology, parent)?.downstream ?? [])
      .filter((child) => child !== name && !found.includes(child));
    found.push(...new Set(next));
    level = [...new Set(next)];
  }
  return found;
}
