import { safeName } from '../../wording/safe-text.js';
import { formatDuration, formatUtcTime } from '../../wording/units.js';
import type { NodeView, Reach, Topology } from '../topology/model.js';
import { candidate, nodeCause, sinceOf } from './candidate.js';
import {
  connectionOf,
  isCutOff,
  isInvisible,
  judgedStandbys,
  receiversFrom,
} from './connection.js';
import { nodeNamed, upstreamName } from './look.js';
import type { Candidate, Rule, RuleContext } from './model.js';
import { reasonWords } from './reasons.js';

const kind = 'node-unreachable';

/** A healthy standby answers its upstream every `wal_receiver_status_interval`, 10 s by default. */
const overdueReplyMs = 15_000;

/** The upstream may have been asked a poll later: a standby that has just come back is fed again. */
const staleSilenceMs = 3000;

type Silent = Extract<Reach, { kind: 'silent' }>;

/**
 * A configured node that gives no state, where no other rule says more: a standby that its upstream
 * still feeds, a former primary, a node of which nothing is known yet.
 */
export const nodeUnreachable: Rule = {
  kind,
  rank: 40,
  find: (context) => {
    const { topology } = context;
    if (isInvisible(topology)) return [];
    const judged = new Set(judgedStandbys(topology));
    return topology.nodes.flatMap((node) => {
      const { reach } = node;
      if (reach.kind !== 'silent') return [];
      if (topology.primary.kind === 'unreachable' && topology.primary.node === node.name) return [];
      if (judged.has(node) && isCutOff(connectionOf(topology, node))) return [];
      if (isFirstLook(node, topology)) return [];
      return [unreachable(context, node, reach)];
    });
  },
  verdict: ({ topology }, finding) => {
    const node = nodeNamed(topology, finding.subject);
    if (node === null) return 'over';
    if (isInvisible(topology) || node.reach.kind === 'not-polled-yet') return 'unknown';
    // Then more is known by now, and said by another rule; or it is primary beside another.
    const isToldOtherwise = isCutOff(connectionOf(topology, node)) && node.role !== 'primary';
    return isToldOtherwise || topology.primary.kind === 'several' ? 'over' : 'gone';
  },
};

/**
 * True while somebody has not been asked yet who may say what this node is: an old cold standby says
 * the same as a server that starts up.
 */
function isFirstLook({ role }: NodeView, { nodes }: Topology): boolean {
  return role === null && nodes.some(({ reach }) => reach.kind === 'not-polled-yet');
}

function unreachable(context: RuleContext, node: NodeView, reach: Silent): Candidate {
  const { topology } = context;
  const thresholds = context.thresholds(node.name);
  // A frozen node times out and stays connected; one that fails otherwise is not expected to be fed.
  const isOdd = node.senderRow !== null && reach.reason !== 'timed-out';
  const since = sinceOf(context, kind, node.name, isOdd ? null : reach.since);
  const time = formatUtcTime(since, context.now);
  return candidate(context, {
    kind,
    subject: node.name,
    severity: 'warning',
    since,
    causes: [nodeCause(node.name)],
    ...words(topology, node, reach, time),
    evidence: {
      reason: reach.reason,
      detail: reach.detail,
      role: node.role,
      upstreamShows: node.senderRow?.state ?? null,
    },
    holdMs: Math.max(thresholds.disconnectedForMs, isOdd ? staleSilenceMs : 0),
    clearMs: thresholds.clearForMs,
  });
}

type Words = Pick<Candidate, 'what' | 'consequence' | 'next'>;

function words(topology: Topology, node: NodeView, reach: Silent, time: string): Words {
  const name = safeName(node.name);
  const { what, next } = reasonWords[reach.reason];
  if (node.senderRow !== null) return fedWords(topology, node, reach, time);
  if (node.role === 'primary' && !node.foreign && !isSurelyDown(topology, node, reach)) {
    return {
      what: `Former primary ${name} ${what} since ${time}; nobody knows whether it has stopped.`,
      consequence: `It may still accept writes beside ${otherPrimary(topology)}; if it does, the two diverge and only one can be kept.`,
      next: `Make sure at once that ${name} is stopped or that no client reaches it; then rewind it or clone it anew, and start it with \`standby.signal\`.`,
    };
  }
  if (node.role === 'primary' && !node.foreign) {
    return {
      what: `Former primary ${name} ${what} since ${time}.`,
      consequence: `If it is started again as it is, it accepts writes beside ${otherPrimary(topology)}, and the two diverge.`,
      next: `Keep ${name} from starting as a primary: rewind it or clone it anew, and start it with \`standby.signal\`.`,
    };
  }
  return {
    what: `Node ${name} ${what} since ${time}${node.role === null ? ' and has given no state since pgrepl started' : ''}.`,
    consequence: `What ${name} does and how far it has come is unknown.`,
    next: `On ${name}: ${next}`,
  };
}

/** Refused by the machine itself, and with nobody connected to it any more. */
function isSurelyDown(topology: Topology, node: NodeView, reach: Silent): boolean {
  return reach.reason === 'refused' && receiversFrom(topology, node).length === 0;
}

function fedWords(topology: Topology, node: NodeView, reach: Silent, time: string): Words {
  const name = safeName(node.name);
  const upstream = safeName(upstreamName(node) ?? primaryName(topology));
  const { what, next, alive } = reasonWords[reach.reason];
  const state = node.senderRow?.state ?? 'streaming';
  const replyAgeMs = node.senderRow?.replyAgeMs ?? null;
  const overdue = replyAgeMs !== null && replyAgeMs > overdueReplyMs;
  const reply = overdue ? `, though its last reply is ${formatDuration(replyAgeMs)} old` : '';
  const doubt = overdue
    ? `It is frozen or cut off, and ${upstream} drops it once \`wal_sender_timeout\` has passed.`
    : alive
      ? 'It still receives WAL, so only its own figures are missing.'
      : "Either pgrepl's path to it is broken, or it is frozen and confirms nothing any more.";
  return {
    what: `Standby ${name} ${what} since ${time}; its upstream ${upstream} still shows it ${safeName(state)}${reply}.`,
    consequence: doubt,
    next: `On ${name}: ${next}`,
  };
}

function primaryName(topology: Topology): string {
  return topology.primary.kind === 'one' ? topology.primary.node : 'its upstream';
}

function otherPrimary(topology: Topology): string {
  return topology.primary.kind === 'one' ? safeName(topology.primary.node) : 'the new primary';
}
