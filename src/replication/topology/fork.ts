import type { NodeView, PrimaryView, TimelineFork, Topology } from './model.js';

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
