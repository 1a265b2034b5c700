import type { Rule } from './model.js';
import { nodeUnreachable } from './node-unreachable.js';
import { replicationLag } from './replication-lag.js';
import { standbyDisconnected } from './standby-disconnected.js';

/** Every finding there is. A new one is a file in this folder and a line here. */
export const rules: readonly Rule[] = [standbyDisconnected, nodeUnreachable, replicationLag];

const ranks: ReadonlyMap<string, number> = new Map(rules.map((rule) => [rule.kind, rule.rank]));

/** Which finding heads an incident: the highest wins. A kind that has no rule any more is last. */
export function rankOf(kind: string): number {
  return ranks.get(kind) ?? 0;
}
