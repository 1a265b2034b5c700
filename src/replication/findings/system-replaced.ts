import { safeName } from '../../wording/safe-text.js';
import { formatUtcTime } from '../../wording/units.js';
import type { Topology } from '../topology/model.js';
import { candidate, nodeCause, sinceOf } from './candidate.js';
import type { Rule } from './model.js';

const kind = 'system-replaced';

/**
 * The identifier of the one system that stands in the place of the cluster's: every node that
 * answers belongs to it, and they are more than half of those that are configured. Null if there is
 * none. A silent node may still be the old system's, so one server alone replaces nothing.
 */
export function replacedBy(topology: Topology): string | null {
  const answering = topology.nodes.filter(({ reach }) => reach.kind === 'answers');
  const [first] = answering;
  if (first === undefined || answering.length * 2 <= topology.nodes.length) return null;
  const isOne = answering.every(
    ({ foreign, systemIdentifier }) => foreign && systemIdentifier === first.systemIdentifier,
  );
  return isOne ? first.systemIdentifier : null;
}

/**
 * All servers became those of another system together, as after a `pg_upgrade`. That is never taken
 * for granted: the same is seen when all addresses lead to somebody else's cluster.
 */
export const systemReplaced: Rule = {
  kind,
  rank: 98,
  find: (context) => {
    const { topology, now } = context;
    const identifier = replacedBy(topology);
    if (identifier === null) return [];
    const since = sinceOf(context, kind, null);
    const answering = topology.nodes.filter(({ reach }) => reach.kind === 'answers');
    const cluster = safeName(topology.cluster);
    const thresholds = context.thresholds(answering[0]?.name ?? '');
    return [
      candidate(context, {
        kind,
        subject: null,
        severity: 'critical',
        since,
        causes: answering.map(({ name }) => nodeCause(name)),
        what: `Every server of ${cluster} that answers (${answering.length} of ${topology.nodes.length}) belongs to another system since ${formatUtcTime(since, now)}: its identifier is ${safeName(identifier)}, that of ${cluster} was ${safeName(topology.systemIdentifier ?? 'unknown')}.`,
        consequence: `pgrepl takes none of them for ${cluster} and so watches nothing here: whatever happens to these servers goes unseen.`,
        next: `If they were replaced on purpose, by \`pg_upgrade\` for example, write \`system_identifier: '${safeName(identifier)}'\` into the configuration of ${cluster} and restart pgrepl; else find out where the configured addresses lead.`,
        evidence: { systemIdentifier: identifier, expected: topology.systemIdentifier },
        holdMs: 0,
        clearMs: thresholds.clearForMs,
      }),
    ];
  },
  verdict: ({ topology }) =>
    topology.nodes.some(({ reach }) => reach.kind === 'answers') ? 'gone' : 'unknown',
};
