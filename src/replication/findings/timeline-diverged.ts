import { safeName } from '../../wording/safe-text.js';
import { formatBytes } from '../../wording/units.js';
import { formatLsn, lsnDiffBytes } from '../lsn.js';
import type { Lsn } from '../lsn.js';
import type { TimelineFork } from '../topology/fork.js';
import type { NodeView } from '../topology/model.js';
import { candidate, nodeCause, sinceOf } from './candidate.js';
import { connectionOf, isCutOff, isInvisible } from './connection.js';
import { answers, nodeNamed, primaryNode, standbys } from './look.js';
import type { Candidate, Rule, RuleContext } from './model.js';

const kind = 'timeline-diverged';

/** A standby that is just following a promotion shows its old timeline for a moment, ms. */
const followingMs = 2000;

/**
 * A standby has replayed WAL of an old timeline beyond the point where the primary's one began: the
 * two have parted, and it can never follow. Only what is certain is told: between the bounds of the
 * fork, and for what was received and not replayed, nobody can say.
 */
export const timelineDiverged: Rule = {
  kind,
  rank: 63,
  find: (context) => {
    const { topology } = context;
    const { fork } = topology;
    const primary = primaryNode(topology);
    if (isInvisible(topology) || fork === null || !answers(primary)) return [];
    return standbys(topology).flatMap((node) => {
      const { replayLsn } = node.wal;
      if (replayLsn === null || replayLsn <= fork.notAfter) return [];
      if (!isOnOlder(node, primary) || !isProven(node, primary, fork)) return [];
      return isCutOff(connectionOf(topology, node))
        ? [diverged(context, { node, primary, fork, replayLsn })]
        : [];
    });
  },
  verdict: ({ topology }, finding) => {
    const node = nodeNamed(topology, finding.subject);
    if (node?.role !== 'standby' || node.foreign) return 'over';
    return isInvisible(topology) || !answers(node) || !answers(primaryNode(topology))
      ? 'unknown'
      : 'gone';
  },
};

function isOnOlder(node: NodeView, primary: NodeView): boolean {
  return (
    answers(node) &&
    node.timeline !== null &&
    primary.timeline !== null &&
    node.timeline < primary.timeline
  );
}

/**
 * `pg_control` shows a standby's timeline only from its last restart point on: one that has followed
 * meanwhile shows the old one, too. What a receiver, or a primary, has said of its WAL is certain.
 */
function isProven({ provenWal }: NodeView, primary: NodeView, fork: TimelineFork): boolean {
  return (
    provenWal !== null &&
    provenWal.timeline < (primary.timeline ?? 0) &&
    provenWal.lsn > fork.notAfter
  );
}

interface Parted {
  readonly node: NodeView;
  readonly primary: NodeView;
  readonly fork: TimelineFork;
  readonly replayLsn: Lsn;
}

function diverged(context: RuleContext, { node, primary, fork, replayLsn }: Parted): Candidate {
  const [name, current] = [safeName(node.name), safeName(primary.name)];
  const beyondBytes = lsnDiffBytes(replayLsn, fork.notAfter);
  return candidate(context, {
    kind,
    subject: node.name,
    severity: 'critical',
    since: sinceOf(context, kind, node.name),
    causes: [nodeCause(node.name)],
    what: `Standby ${name} has gone another way than ${current}: it has replayed timeline ${node.timeline ?? '?'} up to ${formatLsn(replayLsn)}, but timeline ${fork.timeline} of ${current} began at ${formatLsn(fork.notAfter)} or before.`,
    consequence: `${name} can't follow ${current}, and at least ${formatBytes(beyondBytes)} of WAL that it has exists nowhere on ${current}: commits in there, acknowledged ones too, are on ${name} alone.`,
    next: `Save from ${name} what is to be kept, then rewind it (\`pg_rewind\`, after a CHECKPOINT on ${current}) or clone it anew.`,
    evidence: {
      timeline: node.timeline,
      replayLsn: formatLsn(replayLsn),
      primary: primary.name,
      primaryTimeline: fork.timeline,
      forkNotBefore: fork.notBefore === null ? null : formatLsn(fork.notBefore),
      forkNotAfter: formatLsn(fork.notAfter),
      beyondBytes,
    },
    holdMs: followingMs,
    clearMs: context.thresholds(node.name).clearForMs,
  });
}
