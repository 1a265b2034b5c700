import { listNames, safeName } from '../../wording/safe-text.js';
import { formatUtcTime } from '../../wording/units.js';
import type { NodeView, Topology } from '../topology/model.js';
import { candidate, nodeCause, sinceOf } from './candidate.js';
import type { CutOff } from './connection.js';
import {
  connectionOf,
  isCutOff,
  isInvisible,
  judgedStandbys,
  receiversFrom,
} from './connection.js';
import { cutOffCauses } from './cut-off-causes.js';
import { cutOffConsequence } from './cut-off-consequence.js';
import { missingBytes, nodeNamed, resumeFunction, slotFor, upstreamName } from './look.js';
import type { Candidate, RuleContext, Rule } from './model.js';
import { reasonWords } from './reasons.js';
import { isHeldBySettings } from './settings-too-low.js';

const kind = 'standby-disconnected';

/** A walreceiver that is just being restarted (a reload of `primary_conninfo`) is gone this long. */
const receiverRestartMs = 500;

/** Two nodes are not read in the same instant: a row may be gone before its standby notices. */
const mismatchMs = 1000;

/** A standby that gets no WAL any more: it is down, or runs without receiving, or can't be told. */
export const standbyDisconnected: Rule = {
  kind,
  rank: 60,
  find: (context) => {
    const { topology } = context;
    if (isInvisible(topology)) return [];
    return judgedStandbys(topology).flatMap((node) => {
      const connection = connectionOf(topology, node);
      return isCutOff(connection) ? [disconnected(context, node, connection)] : [];
    });
  },
  verdict: ({ topology }, finding) => {
    const node = nodeNamed(topology, finding.subject);
    if (node === null || node.role === 'primary' || node.foreign) return 'over';
    if (isInvisible(topology)) return 'unknown';
    // It runs, be it that nobody can say whether it receives: it can't be told to be down.
    if (node.reach.kind === 'cold' && finding.evidence['connection'] === 'down') return 'gone';
    const isTold =
      node.reach.kind === 'silent'
        ? node.senderRow !== null
        : connectionOf(topology, node).kind !== 'not-judged' || node.reach.kind === 'answers';
    return isTold ? 'gone' : 'unknown';
  },
};

function disconnected(context: RuleContext, node: NodeView, connection: CutOff): Candidate {
  const { topology } = context;
  const thresholds = context.thresholds(node.name);
  const since = sinceOf(context, kind, node.name, connection.since);
  const slot = slotFor(topology, node);
  const isLast = isLastOne(topology, node);
  return candidate(context, {
    kind,
    subject: node.name,
    severity: isLast ? 'critical' : 'warning',
    since,
    causes: [nodeCause(node.name), ...cutOffCauses(context, node, since)],
    what: whatSentence(topology, node, connection, formatUtcTime(since, context.now)),
    consequence: `${isLast ? lastSentence(topology) : ''}${cutOffConsequence(topology, node)}`,
    next: nextSentence(topology, node, connection),
    evidence: {
      connection: connection.kind,
      reason: connection.reason,
      upstream: upstreamName(node),
      behindBytes: missingBytes(topology, node),
      slot: slot?.name ?? null,
      retainedBytes: slot?.retainedBytes ?? null,
    },
    holdMs: Math.max(thresholds.disconnectedForMs, shortestMs(connection)),
    clearMs: thresholds.clearForMs,
  });
}

function shortestMs(connection: CutOff): number {
  if (connection.kind !== 'not-receiving') return 0;
  if (connection.evidence === 'no-row') return mismatchMs;
  return connection.evidence === 'no-receiver' ? receiverRestartMs : 0;
}

/** True if the primary still serves and this was the last standby to have its WAL. */
function isLastOne(topology: Topology, node: NodeView): boolean {
  if (topology.primary.kind !== 'one') return false;
  return (
    judgedStandbys(topology).every(
      (other) => other.name === node.name || isCutOff(connectionOf(topology, other)),
    ) && topology.unmanaged.length === 0
  );
}

function lastSentence(topology: Topology): string {
  return `No standby is left that receives: what is written now exists on ${safeName(primaryName(topology) ?? 'the primary')} alone. `;
}

function whatSentence(
  topology: Topology,
  node: NodeView,
  connection: CutOff,
  time: string,
): string {
  const name = safeName(node.name);
  const upstream = safeName(upstreamName(node) ?? primaryName(topology) ?? 'its upstream');
  switch (connection.kind) {
    case 'down':
      return connection.reason === 'refused' || connection.reason === 'shutting-down'
        ? `Standby ${name} is down since ${time}: it ${reasonWords[connection.reason].what}.`
        : `Standby ${name} is down since ${time}: it ${reasonWords[connection.reason].what}, and ${upstream} no longer sends to it.`;
    case 'cannot-tell': {
      const receivers = receiversFrom(topology, node).map((other) => other.name);
      if (receivers.length > 0) {
        return `Standby ${name} ${reasonWords[connection.reason].what} since ${time}, but runs, for ${listNames(receivers)} still ${receivers.length === 1 ? 'receives' : 'receive'} from it; no upstream can say whether it receives itself.`;
      }
      return `Standby ${name} ${reasonWords[connection.reason].what} since ${time}, and no upstream can say whether it still receives.`;
    }
    case 'not-receiving':
      switch (connection.evidence) {
        case 'no-receiver':
          return `Standby ${name} runs but receives nothing since ${time}: ${receiverWords(node)}${node.upstream?.kind === 'disconnected' && node.upstream.last !== null ? ` (it last received from ${upstream})` : ''}.`;
        case 'no-row':
          return `Standby ${name} believes that it receives from ${upstream}, but ${upstream} has had no walsender for it since ${time}.`;
        case 'cold':
          return `Cold standby ${name} runs, but ${upstream} has had no walsender for it since ${time}.`;
        case 'closed':
          return `Standby ${name} receives nothing since ${time}: ${upstream} has no walsender for it, and it ${reasonWords[connection.reason ?? 'protocol'].what}.`;
      }
  }
}

function receiverWords({ receiverStatus, timeline }: NodeView): string {
  if (receiverStatus === null) return 'it has no walreceiver';
  if (receiverStatus !== 'waiting') {
    return `its walreceiver is not connected (\`${safeName(receiverStatus)}\`)`;
  }
  const end = timeline === null ? 'a timeline' : `timeline ${timeline}`;
  return `its walreceiver waits at the end of ${end} and was not told to go on to the next one`;
}

function primaryName(topology: Topology): string | null {
  return topology.primary.kind === 'one' ? topology.primary.node : null;
}

function nextSentence(topology: Topology, node: NodeView, connection: CutOff): string {
  const name = safeName(node.name);
  if (connection.kind !== 'not-receiving')
    return `On ${name}: ${reasonWords[connection.reason].next}`;
  if (connection.evidence === 'closed' && connection.reason !== null) {
    return `On ${name}: ${reasonWords[connection.reason].next}`;
  }
  if (node.receiverStatus === 'waiting' && isHeldBySettings(topology, node)) {
    return `Raise the settings of ${name} to its primary's and restart it: to resume replay would stop it, and while it is paused, ${name} can't go on to the next timeline.`;
  }
  if (node.receiverStatus === 'waiting' && node.replay?.paused === true) {
    return `Resume replay on ${name} with \`SELECT ${resumeFunction(node)}()\`: while it is paused, ${name} can't go on to the next timeline.`;
  }
  const lost = lostUpstream(topology, node);
  const primary = primaryName(topology);
  if (lost !== null && primary !== null && nodeNamed(topology, lost)?.role === 'primary') {
    return `Point \`primary_conninfo\` of ${name} at ${safeName(primary)}, which is primary now.`;
  }
  if (lost !== null) {
    return `Bring ${safeName(lost)} back, or point \`primary_conninfo\` of ${name} at a node that still serves.`;
  }
  if (connection.evidence === 'no-row') {
    return `Look at the network between ${name} and its upstream; if it stays so, restart the walreceiver by reloading ${name}.`;
  }
  return `Read the log of ${name}: it says why the walreceiver can't stream (\`primary_conninfo\`, password, \`pg_hba.conf\` of the upstream, its slot, or WAL already removed).`;
}

function lostUpstream(topology: Topology, node: NodeView): string | null {
  const upstream = topology.nodes.find((each) => each.name === upstreamName(node));
  return upstream?.reach.kind === 'silent' ? upstream.name : null;
}
