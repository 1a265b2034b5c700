import { listNames, safeName } from '../../wording/safe-text.js';
import { formatCount } from '../../wording/units.js';
import { nameMatches, sameStandbyName } from '../sync/parse-names.js';
import type { NodeView, Topology } from '../topology/model.js';
import { candidate, sinceOf } from './candidate.js';
import { answers, nodeNamed } from './look.js';
import { isNobodysChoice } from './default-names.js';
import type { Candidate, Rule, RuleContext } from './model.js';

const kind = 'duplicate-application-name';

/** PostgreSQL's default of `wal_sender_timeout`, ms. */
const usualTimeoutMs = 60_000;

/** Several standbys on one upstream go by one name. */
interface Namesakes {
  readonly upstream: NodeView;
  readonly name: string;
  readonly count: number;
  /** Those of them that are configured nodes. */
  readonly nodes: readonly string[];
}

/** Two standbys call themselves the same: neither PostgreSQL nor pgrepl can tell them apart. */
export const duplicateApplicationName: Rule = {
  kind,
  rank: 11,
  find: (context) =>
    namesakes(context.topology)
      .filter((found) => matters(context.topology, found))
      .map((found) => ambiguous(context, found)),
  verdict: ({ topology }, finding) => {
    const [upstream = null] = (finding.subject ?? '').split('/');
    const node = nodeNamed(topology, upstream);
    if (node === null || node.foreign) return 'over';
    return answers(node) ? 'gone' : 'unknown';
  },
};

function namesakes(topology: Topology): readonly Namesakes[] {
  return topology.nodes.filter(answers).flatMap((upstream) => {
    const connected = receiversOf(topology, upstream.name);
    const found: Namesakes[] = [];
    for (const { name } of connected) {
      const alike = connected.filter((other) => sameStandbyName(other.name, name));
      if (alike.length < 2 || found.some((each) => sameStandbyName(each.name, name))) continue;
      const nodes = alike.flatMap(({ node }) => (node === null ? [] : [node]));
      found.push({ upstream, name, count: alike.length, nodes });
    }
    return found;
  });
}

function receiversOf(
  topology: Topology,
  upstream: string,
): readonly { readonly name: string; readonly node: string | null }[] {
  const configured = topology.nodes.flatMap((node) =>
    node.senderName !== null && node.upstream?.kind === 'node' && node.upstream.node === upstream
      ? [{ name: node.senderName, node: node.name }]
      : [],
  );
  const unmanaged = topology.unmanaged
    .filter((standby) => standby.upstream === upstream)
    .map(({ applicationName }) => ({ name: applicationName, node: null }));
  // `pg_receivewal` confirms what it has flushed, too, and counts by its name.
  const others = topology.otherWalSenders
    .filter((other) => other.upstream === upstream && other.kind === 'wal-receive')
    .map(({ applicationName }) => ({ name: applicationName, node: null }));
  return [...configured, ...unmanaged, ...others];
}

/** Nobody has to name standbys that no synchronous replication asks for. */
function matters(topology: Topology, { name, nodes, count }: Namesakes): boolean {
  return isListed(topology.sync, name) || !isNobodysChoice(topology, name, nodes, count);
}

function isListed({ config }: Topology['sync'], name: string): boolean {
  return (config?.names ?? []).some((listed) => nameMatches(listed, name));
}

function ambiguous(context: RuleContext, found: Namesakes): Candidate {
  const { topology } = context;
  const { upstream, count, nodes } = found;
  const name = safeName(found.name);
  const isSynchronous = isListed(topology.sync, found.name) && upstream.role === 'primary';
  const subject = `${upstream.name}/${found.name}`;
  const timeoutMs = upstream.settings?.walSenderTimeoutMs ?? usualTimeoutMs;
  const whose = nodes.length === 0 ? '' : ` (${listNames(nodes)} among them)`;
  return candidate(context, {
    kind,
    subject,
    severity: 'warning',
    since: sinceOf(context, kind, subject),
    causes: [`name:${subject}`],
    what: `${formatCount(count, 'connection')} to ${safeName(upstream.name)} go by the \`application_name\` ${name}${whose}.`,
    consequence: isSynchronous
      ? `\`synchronous_standby_names\` counts by this name: which of them a commit waits for is left to chance, and what is acknowledged may be on another one than you think.`
      : `What is shown of one of them may be true of the other, and as soon as \`synchronous_standby_names\` names it, which of them a commit waits for is left to chance.`,
    next: 'Give each standby an `application_name` of its own in its `primary_conninfo`, and reload it (up to 12: restart it).',
    evidence: { upstream: upstream.name, name: found.name, count, nodes, isSynchronous },
    // A connection that was cut without a word stays this long beside the one that replaced it.
    holdMs: (timeoutMs > 0 ? timeoutMs : usualTimeoutMs) + 2000,
    clearMs: context.thresholds(upstream.name).clearForMs,
  });
}
