import { listNames, safeName } from '../../wording/safe-text.js';
import { formatUtcTime } from '../../wording/units.js';
import type { Topology } from '../topology/model.js';
import { candidate, nodeCause } from './candidate.js';
import { nodeNamed, standbys, upstreamName } from './look.js';
import type { Candidate, Rule, RuleContext, TopologyChange } from './model.js';

const kind = 'role-changed';

/** How long a change of roles is news, ms. */
const newsMs = 5 * 60_000;

type RoleChange = Extract<TopologyChange, { kind: 'role' }>;

/** A node was promoted, or became a standby, and pgrepl was not the one who did it. */
export const roleChanged: Rule = {
  kind,
  rank: 30,
  find: (context) => {
    const latest = new Map<string, RoleChange>();
    for (const change of context.recentChanges) {
      if (change.kind === 'role' && context.now - change.at < newsMs) {
        latest.set(change.node, change);
      }
    }
    const changes = [...latest.values()];
    const promoted = changes.filter((change) => change.to === 'primary');
    // Who became a standby because another was promoted is told of with that one.
    const told = promoted.length > 0 ? promoted : changes;
    return told.map((change) => changed(context, change));
  },
};

function changed(context: RuleContext, change: RoleChange): Candidate {
  const { topology } = context;
  const others = formerPrimaries(context, change.node);
  return candidate(context, {
    kind,
    subject: change.node,
    severity: 'warning',
    since: change.at,
    causes: [nodeCause(change.node), ...others.map(nodeCause)],
    ...(change.to === 'primary'
      ? promotion(topology, change, others[0] ?? null, context.now)
      : demotion(change, context.now)),
    evidence: { to: change.to, former: others },
    holdMs: 0,
    clearMs: 0,
  });
}

/** Nodes that were primary before this one. */
function formerPrimaries(context: RuleContext, node: string): readonly string[] {
  const changed = context.recentChanges.flatMap((change) =>
    change.kind === 'role' && change.from === 'primary' ? [change.node] : [],
  );
  const still = context.topology.nodes.flatMap((other) =>
    other.role === 'primary' && !other.foreign ? [other.name] : [],
  );
  const { previous } = context;
  const before =
    previous?.primary.kind === 'one' || previous?.primary.kind === 'unreachable'
      ? [previous.primary.node]
      : [];
  return [...new Set([...changed, ...still, ...before])].filter((name) => name !== node);
}

type Words = Pick<Candidate, 'what' | 'consequence' | 'next'>;

function promotion(
  topology: Topology,
  change: RoleChange,
  former: string | null,
  now: number,
): Words {
  const name = safeName(change.node);
  const timeline = nodeNamed(topology, change.node)?.timeline ?? null;
  const instead = former === null ? '' : ` in place of ${safeName(former)}`;
  const asked = standbys(topology).filter((node) => node.reach.kind === 'answers');
  const astray = asked.filter((node) => rootOf(topology, node.name) !== change.node);
  const following =
    astray.length === 0
      ? asked.length === 0
        ? 'No standby answers that could say whether it follows.'
        : 'Every standby that answers follows it.'
      : `${listNames(astray.map((node) => node.name))} ${astray.length === 1 ? 'does' : 'do'} not follow it.`;
  return {
    what: `${name} became primary at ${formatUtcTime(change.at, now)}${timeline === null ? '' : `, on timeline ${timeline}`}${instead}. ${following}`,
    consequence: `Transactions that ${former === null ? 'the former primary' : safeName(former)} had acknowledged and ${name} had not received are not in the cluster any more.`,
    next:
      former === null
        ? `If nobody meant this, find out who promoted ${name}.`
        : `If nobody meant this, find out who promoted ${name}; let ${safeName(former)} come back only as a standby, rewound or cloned anew.`,
  };
}

function rootOf(topology: Topology, start: string): string {
  const seen = new Set<string>();
  let at = start;
  while (!seen.has(at)) {
    seen.add(at);
    const node = nodeNamed(topology, at);
    if (node?.upstream?.kind !== 'node') return at;
    at = upstreamName(node) ?? at;
  }
  return at;
}

function demotion(change: RoleChange, now: number): Words {
  const name = safeName(change.node);
  return {
    what: `${name} became a standby at ${formatUtcTime(change.at, now)}.`,
    consequence: `${name} accepts no writes any more.`,
    next: `If nobody meant this, find out who restarted ${name} as a standby.`,
  };
}
