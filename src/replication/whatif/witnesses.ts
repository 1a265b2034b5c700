import { sameStandbyName } from '../sync/parse-names.js';
import { isAmong, memberLabel } from '../topology/loss.js';
import type { NodeView, SyncConfig, SyncMember, Topology } from '../topology/model.js';
import { nodeNamed } from '../topology/walk.js';

/** Somebody whose confirmation counts, or may have counted before. */
export interface Witness {
  readonly label: string;
  /** Null for a standby that only `*` can have made one, and that is not connected now. */
  readonly member: SyncMember | null;
  /** Whether it would still be there to be asked. */
  readonly isLeft: boolean;
  /** True if it had received everything that the primary had written when last seen. */
  readonly hasAll: boolean;
}

/**
 * Everybody that may have confirmed what was acknowledged so far: all that are listed, be they there
 * or missing, for another may have taken over before the last look. Those that `*` matched leave no
 * name behind when they go: any standby counts that is nobody else's.
 */
export function witnessesOf(
  topology: Topology,
  config: SyncConfig,
  lost: readonly string[],
): readonly Witness[] {
  const { members } = topology.sync;
  const listed = members.map((member): Witness => {
    const node = member.node === null ? undefined : nodeNamed(topology, member.node);
    const isThere = member.state !== 'missing' || canBeAsked(topology, node);
    return {
      label: memberLabel(member),
      member,
      isLeft: isThere && !isAmong(topology, member, lost),
      hasAll: node === undefined ? hasReplayedAll(topology, member) : hasReceivedAll(node),
    };
  });
  if (!config.names.includes('*')) return listed;
  const absent = topology.nodes
    .filter(
      (node) => mayBeGone(topology, node) && !members.some((member) => member.node === node.name),
    )
    .map((node): Witness => ({
      label: node.name,
      member: null,
      isLeft: canBeAsked(topology, node) && !lost.includes(node.name),
      hasAll: hasReceivedAll(node),
    }));
  return [...listed, ...absent];
}

/** Not connected, but there, and on the primary's own timeline: what it has can be compared. */
function canBeAsked({ primary }: Topology, node: NodeView | undefined): boolean {
  if (node?.reach.kind !== 'answers' || node.role !== 'standby' || node.foreign) return false;
  const timeline = primary.kind === 'one' ? primary.timeline : null;
  return node.wal.receivedLsn !== null && timeline !== null && node.timeline === timeline;
}

function hasReceivedAll({ lag, foreign }: NodeView): boolean {
  return !foreign && lag !== null && lag.receiveBytes === 0 && !lag.isLowerBound;
}

/** Of a stranger only what it has replayed is known, which it must have received. */
function hasReplayedAll({ primary, unmanaged }: Topology, { name }: SyncMember): boolean {
  const same = unmanaged.filter(
    ({ upstream, applicationName }) =>
      primary.kind === 'one' && upstream === primary.node && sameStandbyName(applicationName, name),
  );
  return same.length > 0 && same.every(({ replayBytes }) => replayBytes === 0);
}

/** Whoever receives from another standby has no more than that one has. */
function mayBeGone({ primary }: Topology, { name, foreign, upstream }: NodeView): boolean {
  if (primary.kind !== 'one' || name === primary.node || foreign) return false;
  if (upstream?.kind === 'node') return upstream.node === primary.node;
  if (upstream?.kind === 'disconnected') {
    return upstream.last === null || upstream.last === primary.node;
  }
  return upstream?.kind !== 'archive';
}
