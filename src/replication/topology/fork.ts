import type { Lsn } from '../lsn.js';
import type { NodeView, PrimaryView, Topology } from './model.js';

/** Bounds of the position at which a timeline left the one before. */
export interface TimelineFork {
  readonly timeline: number;
  /** What the promoted standby had replayed when last seen as one: on the old timeline for sure. */
  readonly notBefore: Lsn | null;
  /** What it had written when first seen on this timeline: beyond the fork, or at it. */
  readonly notAfter: Lsn;
}

/**
 * Where the primary's timeline begins. The timeline's history file says it exactly, but shows itself
 * to superuser and replication connections only; what the promoted node had replayed before and has
 * written since are bounds, which never move once the timeline was seen.
 */
export function forkOf(
  primary: PrimaryView,
  nodes: readonly NodeView[],
  previous: Topology | null,
): TimelineFork | null {
  const known = previous?.fork ?? null;
  if (primary.kind !== 'one' || primary.timeline === null) return known;
  if (known?.timeline === primary.timeline) return known;
  const node = nodes.find(({ name }) => name === primary.node);
  const notAfter = node?.wal.writeLsn ?? null;
  if (primary.timeline === 1 || notAfter === null) return null;
  const before = previous?.nodes.find(({ name }) => name === primary.node);
  const isSeen = before?.role === 'standby' && !before.foreign;
  return {
    timeline: primary.timeline,
    notBefore: isSeen ? before.wal.replayLsn : null,
    notAfter,
  };
}
