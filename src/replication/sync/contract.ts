import type { SyncContract } from '../findings/model.js';
import type { EpochMs, SettingOverride } from '../observation.js';
import type { NodeView, SyncView, Topology } from '../topology/model.js';
import { levelRank, waitsForStandbys } from './levels.js';

/** An override as a contract keeps it: `database/role=value`, `*` for any. */
export function overrideText(override: SettingOverride): string {
  return `${override.database ?? '*'}/${override.role ?? '*'}=${override.value}`;
}

/**
 * The contract that a healthy cluster shows. Null as long as the observation is not complete or not
 * healthy: a contract learned in a bad moment would call that moment right for ever.
 */
export function learnContract(topology: Topology, now: EpochMs): SyncContract | null {
  const { sync } = topology;
  if (!isHealthy(topology)) return null;
  if (sync.namesSetting === null || sync.synchronousCommit === null || sync.overrides === null) {
    return null;
  }
  const waits = waitsForStandbys(sync.synchronousCommit);
  return {
    source: 'learned',
    since: now,
    required: waits ? (sync.config?.numSync ?? 0) : 0,
    eligible: eligibleNow(sync),
    synchronousCommit: sync.synchronousCommit,
    names: sync.namesSetting,
    overrides: sync.overrides.map(overrideText),
  };
}

/** How many standbys count, or could take over at once. */
export function eligibleNow(sync: SyncView): number {
  return sync.members.filter(({ eligible }) => eligible === true).length;
}

/** The stronger of two levels is the one with the higher rank; unknown levels compare as equal. */
export function isWeaker(value: string, than: string): boolean {
  const [rank, other] = [levelRank(value), levelRank(than)];
  return rank !== null && other !== null && rank < other;
}

function isHealthy(topology: Topology): boolean {
  const { primary, nodes, sync } = topology;
  if (primary.kind !== 'one' || !nodes.every(isWell)) return false;
  if (sync.commits.kind === 'hangs' || sync.commits.kind === 'unknown') return false;
  return sync.members.every(
    // A listed name that no configured node carries can't be waited for: it may never have existed.
    (member) => (member.state === 'missing' ? member.node === null : member.eligible === true),
  );
}

function isWell(node: NodeView): boolean {
  if (node.foreign) return false;
  if (node.reach.kind !== 'answers' && node.reach.kind !== 'cold') return false;
  if (node.role === 'primary') return node.fullyVisible;
  const upstream = node.upstream?.kind;
  return upstream === 'node' || upstream === 'address' || upstream === 'archive';
}
