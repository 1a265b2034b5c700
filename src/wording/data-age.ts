import type { ClusterSnapshot } from '../incidents/fleet.js';
import type { EpochMs } from '../replication/observation.js';
import { formatDuration } from './units.js';

/** How old the data shown for a cluster is, and whether that is as it should be. */
export interface DataAge {
  /** A few words: `seen 0.8 s ago`. */
  readonly text: string;
  /** True if the next polls should have come long ago, or nothing was ever seen. */
  readonly stale: boolean;
}

/** Polls that may fail to come before data counts as stale. */
const missedPolls = 3;

/** Slack for a poll's own deadline and a busy machine, ms. */
const slackMs = 5_000;

/**
 * The age of the oldest answer among the nodes that answer: what is shown is at least that fresh.
 * Nodes that give no answer are marked in the tree, with the time since when.
 */
export function dataAge(snapshot: ClusterSnapshot, now: EpochMs): DataAge {
  const { topology } = snapshot;
  if (topology === null) return { text: 'not polled yet', stale: true };
  const bound = missedPolls * snapshot.pollEveryMs + slackMs;
  const ages = (nodes: typeof topology.nodes): number[] =>
    nodes.flatMap((node) => (node.stateAt === null ? [] : [Math.max(0, now - node.stateAt)]));
  const answering = ages(topology.nodes.filter((node) => node.reach.kind === 'answers'));
  if (answering.length > 0) {
    const oldest = Math.max(...answering);
    return { text: `seen ${formatDuration(oldest)} ago`, stale: oldest > bound };
  }
  const past = ages(topology.nodes);
  if (past.length === 0) return { text: 'no node has answered yet', stale: true };
  return {
    text: `no node answers, last seen ${formatDuration(Math.min(...past))} ago`,
    stale: true,
  };
}
