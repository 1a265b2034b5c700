import { listNames, safeName } from '../../wording/safe-text.js';
import { formatUtcTime } from '../../wording/units.js';
import type { EpochMs } from '../observation.js';
import type { NodeView } from '../topology/model.js';
import { candidate, nodeCause, sinceOf } from './candidate.js';
import { promotionSentence } from './candidates-for-promotion.js';
import { isInvisible } from './connection.js';
import { nodeNamed } from './look.js';
import type { Candidate, Rule, RuleContext } from './model.js';
import { reasonWords } from './reasons.js';
import { replacedBy } from './system-replaced.js';
import type { Testimony } from './testimony.js';
import { testimonyAbout, testimonySentence } from './testimony.js';

const kind = 'primary-unreachable';

/** Why the primary can't be asked, in words and as evidence. */
interface Why {
  readonly reason: string;
  readonly detail: string;
  readonly since: EpochMs | null;
  /** Completes "Primary pg1 …". */
  readonly what: string;
  readonly next: string;
}

function whyOf(node: NodeView): Why | null {
  const { host, port } = node.declaration;
  if (node.foreign) {
    return {
      reason: 'foreign',
      detail: node.systemIdentifier ?? '',
      since: null,
      what: `can't be asked, for at ${safeName(host)}:${port} a server of another system answers,`,
      next: `Correct its host and port in the configuration, or what they lead to.`,
    };
  }
  if (node.reach.kind !== 'silent') return null;
  const { reason, detail, since } = node.reach;
  return { reason, detail, since, ...reasonWords[reason] };
}

/** The primary gives no answer: what the standbys say decides whether it is down or out of sight. */
export const primaryUnreachable: Rule = {
  kind,
  rank: 90,
  find: (context) => {
    const { topology } = context;
    if (topology.primary.kind !== 'unreachable' || isInvisible(topology)) return [];
    // Then nobody looks for this cluster's primary here.
    if (replacedBy(topology) !== null) return [];
    const node = nodeNamed(topology, topology.primary.node);
    const why = node === null ? null : whyOf(node);
    return node === null || why === null ? [] : [unreachable(context, node, why)];
  },
  verdict: ({ topology }, finding) => {
    const { primary } = topology;
    if (replacedBy(topology) !== null) return 'over';
    if (primary.kind === 'unknown' || isInvisible(topology)) return 'unknown';
    return primary.kind === 'one' && primary.node !== finding.subject ? 'over' : 'gone';
  },
};

function unreachable(context: RuleContext, node: NodeView, why: Why): Candidate {
  const { topology } = context;
  const { name } = node;
  const thresholds = context.thresholds(name);
  const since = sinceOf(context, kind, name, why.since);
  const testimony = testimonyAbout(topology, context.previous, name);
  const time = formatUtcTime(since, context.now);
  return candidate(context, {
    kind,
    subject: name,
    severity: 'critical',
    since,
    causes: [nodeCause(name)],
    what: `${whoSentence(context, node, why, time)} ${testimonySentence(testimony)}`,
    ...advice(context, name, why, testimony),
    evidence: {
      reason: why.reason,
      detail: why.detail,
      standbysAsked: testimony.asked,
      standbysConnected: testimony.connected,
    },
    holdMs: thresholds.disconnectedForMs,
    clearMs: thresholds.clearForMs,
  });
}

/** A node that was never seen as primary is only suspected to be it. */
function whoSentence(context: RuleContext, node: NodeView, { what }: Why, time: string): string {
  const name = safeName(node.name);
  // A foreign server's role says nothing about this cluster.
  const before = context.previous?.primary;
  const wasIt = before !== undefined && 'node' in before && before.node === node.name;
  return (node.foreign ? wasIt : node.role === 'primary')
    ? `Primary ${name} ${what} since ${time}.`
    : `No node that answers is primary, and ${name}, which may be it, ${what} since ${time}.`;
}

function advice(
  context: RuleContext,
  primary: string,
  { next, reason }: Why,
  { asked, connected, advancing, elsewhere }: Testimony,
): Pick<Candidate, 'consequence' | 'next'> {
  const name = safeName(primary);
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
  if (elsewhere.length > 0) {
    return {
      consequence: `${listNames(elsewhere)} may receive from ${name} itself, by another name or a proxy; whether anybody can write is unknown.`,
      next: `Do not promote anything before it is known where ${listNames(elsewhere)} ${elsewhere.length === 1 ? 'receives' : 'receive'} from. ${next}`,
    };
  }
  const price = promotionSentence(context.topology, primary);
  return {
    consequence:
      asked.length === 0
        ? `Whether anybody can write is unknown. ${price}.`
        : reason === 'refused'
          ? `Nobody can write. ${price}.`
          : `Nobody can write unless ${name} still serves clients where pgrepl can't see it. ${price}.`,
    next: `${next} If ${name} can't come back soon, make sure that it stays down, and then promote a standby.`,
  };
}
