import { clusterInvisible } from './cluster-invisible.js';
import { commitsHang } from './commits-hang.js';
import type { Rule } from './model.js';
import { monitoringRoleLimited } from './monitoring-role-limited.js';
import { noPrimary } from './no-primary.js';
import { nodeUnreachable } from './node-unreachable.js';
import { primaryUnreachable } from './primary-unreachable.js';
import { replayPaused } from './replay-paused.js';
import { replicationLag } from './replication-lag.js';
import { roleChanged } from './role-changed.js';
import { severalPrimaries } from './several-primaries.js';
import { silentlyAsynchronous } from './silently-asynchronous.js';
import { standbyDisconnected } from './standby-disconnected.js';
import { syncContractChanged } from './sync-contract-changed.js';
import { syncRedundancyReduced } from './sync-redundancy-reduced.js';
import { systemReplaced } from './system-replaced.js';
import { wrongServer } from './wrong-server.js';

/** Every finding there is. A new one is a file in this folder and a line here. */
export const rules: readonly Rule[] = [
  severalPrimaries,
  clusterInvisible,
  systemReplaced,
  commitsHang,
  silentlyAsynchronous,
  noPrimary,
  primaryUnreachable,
  syncRedundancyReduced,
  standbyDisconnected,
  wrongServer,
  nodeUnreachable,
  syncContractChanged,
  roleChanged,
  replayPaused,
  replicationLag,
  monitoringRoleLimited,
];

const ranks: ReadonlyMap<string, number> = new Map(rules.map((rule) => [rule.kind, rule.rank]));

/** Which finding heads an incident: the highest wins. A kind that has no rule any more is last. */
export function rankOf(kind: string): number {
  return ranks.get(kind) ?? 0;
}
