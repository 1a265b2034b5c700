import { confirming, counted } from '../sync/confirming.js';
import { sameStandbyName } from '../sync/parse-names.js';
import { waitsForStandbys } from '../sync/levels.js';
import type { SyncConfig, SyncMember, Topology } from './model.js';
import { byPromotability } from './promotability.js';
import { branchBelow, nodeNamed } from './walk.js';

/** What would be if nodes were lost; nothing is known of when or whether they will be. */
export interface LossOutlook {
  readonly lost: readonly string[];
  readonly commits: CommitsAfterLoss;
  /** Configured nodes below the lost ones: alive, but no new WAL would reach them. */
  readonly cutOff: readonly string[];
  /** If the primary is lost: the standby that has received most. Null otherwise, or if none is left. */
  readonly candidate: { readonly node: string; readonly receiveBytes: number | null } | null;
}

export type CommitsAfterLoss =
  /** The primary is among the lost, or there is none: nobody accepts commits. */
  | { readonly kind: 'no-primary' }
  /** Commits wait for no standby, with or without the lost ones. */
  | { readonly kind: 'not-waiting'; readonly why: 'no-names' | 'level' }
  | {
      readonly kind: 'go-on';
      readonly required: number;
      /** How many more could be lost after that. */
      readonly spare: number;
      /** Standbys that commits would wait for then and don't now (by priority only). */
      readonly takenOverBy: readonly string[];
    }
  | { readonly kind: 'hang'; readonly required: number; readonly present: number }
  | { readonly kind: 'unknown' };

/** How a synchronous standby is called: by its node, or by its `application_name` if unmanaged. */
export function memberLabel(member: SyncMember): string {
  return member.node ?? member.name;
}

/**
 * What would happen to commits and to the branch below if these nodes were lost together. Unmanaged
 * standbys go by their `application_name`.
 */
export function ifLost(topology: Topology, nodes: readonly string[]): LossOutlook {
  const below = nodes.flatMap((node) => branchBelow(topology, node));
  const losesPrimary = topology.primary.kind === 'one' && nodes.includes(topology.primary.node);
  return {
    lost: nodes,
    commits: losesPrimary ? { kind: 'no-primary' } : commitsWithout(topology, nodes),
    cutOff: [...new Set(below)].filter((name) => !nodes.includes(name)),
    candidate: losesPrimary ? bestStandby(topology, nodes) : null,
  };
}

/** The members that a commit waits for (priority), or may be confirmed by (quorum), in their order. */
export function waitedFor(
  config: SyncConfig,
  members: readonly SyncMember[],
): readonly SyncMember[] {
  return config.method === 'quorum'
    ? confirming(config, members)
    : counted(members).slice(0, config.numSync);
}

function commitsWithout(topology: Topology, lost: readonly string[]): CommitsAfterLoss {
  const { sync, primary } = topology;
  if (primary.kind === 'none') return { kind: 'no-primary' };
  if (primary.kind !== 'one' || sync.namesSetting === null) return { kind: 'unknown' };
  if (sync.namesSetting === '') return { kind: 'not-waiting', why: 'no-names' };
  if (sync.config === null || sync.synchronousCommit === null) return { kind: 'unknown' };
  if (!waitsForStandbys(sync.synchronousCommit)) return { kind: 'not-waiting', why: 'level' };
  const left = sync.members.filter((member) => !isAmong(topology, member, lost));
  const required = sync.config.numSync;
  const present = confirming(sync.config, left).length;
  if (present < required) {
    const unclear = left.some(({ eligible }) => eligible === null);
    return unclear ? { kind: 'unknown' } : { kind: 'hang', required, present };
  }
  const before = waitedFor(sync.config, sync.members);
  const after = waitedFor(sync.config, left);
  const takenOverBy =
    sync.config.method === 'priority' ? after.filter((member) => !before.includes(member)) : [];
  return {
    kind: 'go-on',
    required,
    spare: present - required,
    takenOverBy: takenOverBy.map(memberLabel),
  };
}

/**
 * Whether the standby behind a synchronous name is one of these. A stranger goes by its
 * `application_name`, unless a configured node has that name: then that one is meant.
 */
export function isAmong(topology: Topology, member: SyncMember, names: readonly string[]): boolean {
  if (member.node !== null) return names.includes(member.node);
  return names.some(
    (name) => sameStandbyName(name, member.name) && nodeNamed(topology, name) === undefined,
  );
}

function bestStandby(topology: Topology, lost: readonly string[]): LossOutlook['candidate'] {
  const standbys = topology.nodes.filter(
    (node) => node.role === 'standby' && !node.foreign && !lost.includes(node.name),
  );
  const known = standbys.filter(({ wal }) => wal.receivedLsn !== null);
  const [best] = known.toSorted(byPromotability(topology));
  if (best === undefined) return null;
  return { node: best.name, receiveBytes: best.lag?.receiveBytes ?? null };
}
