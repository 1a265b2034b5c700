import { archiveBacklog } from './archive-backlog.js';
import { archiverFailing } from './archiver-failing.js';
import { clusterInvisible } from './cluster-invisible.js';
import { commitsHang } from './commits-hang.js';
import { duplicateApplicationName } from './duplicate-application-name.js';
import type { Rule } from './model.js';
import { monitoringRoleLimited } from './monitoring-role-limited.js';
import { noPrimary } from './no-primary.js';
import { nodeUnreachable } from './node-unreachable.js';
import { primaryUnreachable } from './primary-unreachable.js';
import { recoveryConflicts } from './recovery-conflicts.js';
import { replayDelayed } from './replay-delayed.js';
import { replayPaused } from './replay-paused.js';
import { replicationLag } from './replication-lag.js';
import { roleChanged } from './role-changed.js';
import { settingsTooLow } from './settings-too-low.js';
import { severalPrimaries } from './several-primaries.js';
import { silentlyAsynchronous } from './silently-asynchronous.js';
import { slotInactive } from './slot-inactive.js';
import { slotLost } from './slot-lost.js';
import { slotRetaining } from './slot-retaining.js';
import { slotUnreserved } from './slot-unreserved.js';
import { standbyCannotCatchUp } from './standby-cannot-catch-up.js';
import { standbyDisconnected } from './standby-disconnected.js';
import { syncContractChanged } from './sync-contract-changed.js';
import { syncRedundancyReduced } from './sync-redundancy-reduced.js';
import { systemReplaced } from './system-replaced.js';
import { timelineDiverged } from './timeline-diverged.js';
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
  timelineDiverged,
  standbyCannotCatchUp,
  standbyDisconnected,
  wrongServer,
  nodeUnreachable,
  syncContractChanged,
  roleChanged,
  settingsTooLow,
  replayPaused,
  replicationLag,
  replayDelayed,
  archiverFailing,
  slotLost,
  slotUnreserved,
  slotRetaining,
  slotInactive,
  archiveBacklog,
  recoveryConflicts,
  duplicateApplicationName,
  monitoringRoleLimited,
];

const ranks: ReadonlyMap<string, number> = new Map(rules.map((rule) => [rule.kind, rule.rank]));

/** Which finding heads an incident: the highest wins. A kind that has no rule any more is last. */
export function rankOf(kind: string): number {
  return ranks.get(kind) ?? 0;
}
