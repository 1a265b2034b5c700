import { safeName } from '../../wording/safe-text.js';
import { formatBytes, formatUtcTime } from '../../wording/units.js';
import { lsnDiffBytes } from '../lsn.js';
import type { NodeView, Topology } from '../topology/model.js';
import { candidate, findingKey, sinceOf } from './candidate.js';
import { isInvisible } from './connection.js';
import { nodeNamed, resumeFunction, standbys } from './look.js';
import type { Rule } from './model.js';
import { isHeldBySettings } from './settings-too-low.js';

const kind = 'replay-paused';

/** Replay is paused and WAL piles up that waits to be applied. */
export const replayPaused: Rule = {
  kind,
  rank: 25,
  find: (context) =>
    standbys(context.topology).flatMap((node) => {
      if (node.reach.kind !== 'answers' || node.replay?.paused !== true) return [];
      const thresholds = context.thresholds(node.name);
      const waitingBytes = waiting(node);
      const counts = context.isActive(findingKey(context.topology.cluster, kind, node.name));
      // Once it counts only resuming ends it: a bound would be crossed with every write.
      if (waitingBytes === null || (!counts && waitingBytes < thresholds.pausedBytes)) return [];
      const since = sinceOf(context, kind, node.name);
      const name = safeName(node.name);
      return [
        candidate(context, {
          kind,
          subject: node.name,
          severity: 'warning',
          since,
          causes: [`replay:${node.name}`],
          what: `Replay is paused on ${name} since ${formatUtcTime(since, context.now)} or before, with ${formatBytes(waitingBytes)} of WAL received and not applied.`,
          consequence: `Reads on ${name} show the past, and ${promotion(context.topology, node)}; the WAL itself is safe there as long as its disk has room.`,
          next: isHeldBySettings(context.topology, node)
            ? `Do not resume it: that would stop ${name}, whose settings are below its primary's. Raise them and restart ${name}.`
            : `Resume it with \`SELECT ${resumeFunction(node)}()\` on ${name} as soon as whoever paused it is done.`,
          evidence: { waitingBytes },
          holdMs: thresholds.pausedForMs,
          clearMs: 0,
        }),
      ];
    }),
  verdict: ({ topology }, finding) => {
    const node = nodeNamed(topology, finding.subject);
    if (node === null || node.role === 'primary' || node.foreign) return 'over';
    return !isInvisible(topology) && node.reach.kind === 'answers' ? 'gone' : 'unknown';
  },
};

/** What the pause means for a promotion; up to 12 that stays pending. */
function promotion(topology: Topology, node: NodeView): string {
  if (isHeldBySettings(topology, node)) return 'promoting it would stop it';
  return (node.major ?? 18) < 13
    ? 'a promotion would wait until it is resumed'
    : 'promoting it would first have to apply all that';
}

/** WAL received and not applied, bytes; null if either position is unknown. */
function waiting(node: NodeView): number | null {
  const { receivedLsn, replayLsn } = node.wal;
  return receivedLsn === null || replayLsn === null ? null : lsnDiffBytes(receivedLsn, replayLsn);
}
