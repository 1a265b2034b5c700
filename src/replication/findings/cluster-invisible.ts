import { safeName } from '../../wording/safe-text.js';
import { formatUtcTime } from '../../wording/units.js';
import type { UnreachableReason } from '../observation.js';
import type { Reach, Topology } from '../topology/model.js';
import { candidate, nodeCause, sinceOf } from './candidate.js';
import { isInvisible } from './connection.js';
import type { Candidate, Rule } from './model.js';
import { reasonWords } from './reasons.js';

const kind = 'cluster-invisible';

/** With these reasons nothing has answered at all: pgrepl's own network is as likely a cause. */
const nothingHeard: readonly UnreachableReason[] = ['timed-out', 'unreachable', 'dns'];

/** No node of a cluster gives a state: pgrepl is blind for it. */
export const clusterInvisible: Rule = {
  kind,
  rank: 99,
  find: (context) => {
    const { topology } = context;
    if (!isInvisible(topology)) return [];
    const silent = topology.nodes.flatMap(({ name, reach }) =>
      reach.kind === 'silent' ? [{ name, ...reach }] : [],
    );
    const from = Math.max(...silent.map(({ since }) => since));
    const since = sinceOf(context, kind, null, from);
    const reasons = silent.map((node) => node.reason);
    const thresholds = context.thresholds(topology.nodes[0]?.name ?? '');
    return [
      candidate(context, {
        kind,
        subject: null,
        severity: 'critical',
        since,
        causes: topology.nodes.map((node) => nodeCause(node.name)),
        what: `None of the ${topology.nodes.length} nodes of ${safeName(topology.cluster)} gives its state since ${formatUtcTime(since, context.now)}: ${listReasons(topology)}.`,
        ...advice(reasons),
        evidence: { nodes: silent.map((node) => `${node.name}: ${node.reason}`) },
        holdMs: thresholds.disconnectedForMs,
        clearMs: thresholds.clearForMs,
      }),
    ];
  },
  verdict: ({ topology }) =>
    topology.nodes.some((node) => node.reach.kind === 'not-polled-yet') ? 'unknown' : 'gone',
};

type Silent = Extract<Reach, { kind: 'silent' }>;

function listReasons(topology: Topology): string {
  const told = topology.nodes.slice(0, 4).map(({ name, reach }) => {
    return `${safeName(name)} ${reasonWords[(reach as Silent).reason].what}`;
  });
  const rest = topology.nodes.length - told.length;
  return `${told.join('; ')}${rest > 0 ? `; and so on for ${rest} more` : ''}`;
}

function advice(reasons: readonly UnreachableReason[]): Pick<Candidate, 'consequence' | 'next'> {
  if (reasons.every((reason) => nothingHeard.includes(reason))) {
    return {
      consequence:
        "pgrepl is blind here and can't tell whether the cluster is broken or only its own network.",
      next: 'Try one of the nodes from another machine; if it answers there, look at the network and the name server of the machine that pgrepl runs on.',
    };
  }
  if (reasons.every((reason) => reasonWords[reason].alive)) {
    return {
      consequence:
        'The servers run, but pgrepl is blind here: whatever else happens to the cluster goes unseen.',
      next: reasonWords[reasons[0] ?? 'protocol'].next,
    };
  }
  return {
    consequence:
      'Nobody can be seen to write or to receive; what pgrepl last saw of the cluster may be out of date.',
    next: 'Look at the servers themselves: start with the one that was primary, and promote nothing before its state is known.',
  };
}
