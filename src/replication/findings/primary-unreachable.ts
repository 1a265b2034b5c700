import { safeName } from '../../wording/safe-text.js';
import { formatUtcTime } from '../../wording/units.js';
import type { NodeView, Reach } from '../topology/model.js';
import { candidate, nodeCause, sinceOf } from './candidate.js';
import { promotionSentence } from './candidates-for-promotion.js';
import { isInvisible } from './connection.js';
import { nodeNamed } from './look.js';
import type { Candidate, Rule, RuleContext } from './model.js';
import { reasonWords } from './reasons.js';
import type { Testimony } from './testimony.js';
import { testimonyAbout, testimonySentence } from './testimony.js';

const kind = 'primary-unreachable';

type Silent = Extract<Reach, { kind: 'silent' }>;

/** The primary gives no answer: what the standbys say decides whether it is down or out of sight. */
export const primaryUnreachable: Rule = {
  kind,
  rank: 90,
  find: (context) => {
    const { topology } = context;
    if (topology.primary.kind !== 'unreachable' || isInvisible(topology)) return [];
    const node = nodeNamed(topology, topology.primary.node);
    return node?.reach.kind === 'silent' ? [unreachable(context, node, node.reach)] : [];
  },
  verdict: ({ topology }, finding) => {
    const { primary } = topology;
    if (primary.kind === 'unknown' || isInvisible(topology)) return 'unknown';
    return primary.kind === 'one' && primary.node !== finding.subject ? 'over' : 'gone';
  },
};

function unreachable(context: RuleContext, node: NodeView, reach: Silent): Candidate {
  const { topology } = context;
  const { name } = node;
  const thresholds = context.thresholds(name);
  const since = sinceOf(context, kind, name, reach.since);
  const testimony = testimonyAbout(topology, context.previous, name);
  const time = formatUtcTime(since, context.now);
  return candidate(context, {
    kind,
    subject: name,
    severity: 'critical',
    since,
    causes: [nodeCause(name)],
    what: `${whoSentence(node, reach, time)} ${testimonySentence(testimony)}`,
    ...advice(context, name, reach, testimony),
    evidence: {
      reason: reach.reason,
      detail: reach.detail,
      standbysAsked: testimony.asked,
      standbysConnected: testimony.connected,
    },
    holdMs: thresholds.disconnectedForMs,
    clearMs: thresholds.clearForMs,
  });
}

/** A silent node that was never seen as primary is only suspected to be it. */
function whoSentence(node: NodeView, reach: Silent, time: string): string {
  const name = safeName(node.name);
  const { what } = reasonWords[reach.reason];
  return node.role === 'primary'
    ? `Primary ${name} ${what} since ${time}.`
    : `No node that answers is primary, and ${name}, which may be it, ${what} since ${time}.`;
}

function advice(
  context: RuleContext,
  primary: string,
  reach: Silent,
  { asked, connected, advancing }: Testimony,
): Pick<Candidate, 'consequence' | 'next'> {
  const name = safeName(primary);
  const { next } = reasonWords[reach.reason];
  if (advancing.length > 0) {
    return {
      consequence: `${name} lives and accepts writes: what is broken is pgrepl's own way to it.`,
      next: `Do not promote anything. ${next}`,
    };
  }
  if (connected.length > 0) {
    return {
      consequence: `${name} is idle, frozen or cut off from more than pgrepl; whether it accepts writes is unknown.`,
      next: `Do not promote anything before ${name} is known to be down: two primaries would diverge. ${next}`,
    };
  }
  const price = promotionSentence(context.topology, primary);
  return {
    consequence:
      asked.length === 0
        ? `Whether anybody can write is unknown. ${price}.`
        : reach.reason === 'refused'
          ? `Nobody can write. ${price}.`
          : `Nobody can write unless ${name} still serves clients where pgrepl can't see it. ${price}.`,
    next: `${next} If ${name} can't come back soon, make sure that it stays down, and then promote a standby.`,
  };
}
