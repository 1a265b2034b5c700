import { listNames, safeName } from '../../wording/safe-text.js';
import { formatUtcTime } from '../../wording/units.js';
import { compareContract } from '../sync/breaches.js';
import { memberLabel, waitedFor } from '../topology/loss.js';
import type { SyncMember, Topology } from '../topology/model.js';
import { acceptWords } from './breach-words.js';
import { candidate, sinceOf } from './candidate.js';
import { contractInForce } from './contract-in-force.js';
import { eitherOf, primaryNode } from './look.js';
import type { MissingMember } from './member-trouble.js';
import { listMissing, missingCauses, missingMembers } from './member-trouble.js';
import type { Candidate, Rule, RuleContext } from './model.js';

const kind = 'sync-redundancy-reduced';

/** Commits go on synchronously, but with fewer standbys to fall back on than there should be. */
export const syncRedundancyReduced: Rule = {
  kind,
  rank: 65,
  find: (context) => {
    const { topology } = context;
    const { commits, config } = topology.sync;
    if (commits.kind !== 'waiting-satisfied' || config === null) return [];
    const missing = missingMembers(topology, context.now);
    if (!isReduced(context, missing)) return [];
    return [reduced(context, missing, waitedFor(config, topology.sync.members), commits.spare)];
  },
  verdict: ({ topology }) => {
    const { primary, sync } = topology;
    if (primary.kind === 'unreachable' || primary.kind === 'unknown') return 'unknown';
    if (primary.kind !== 'one') return 'gone';
    if (sync.commits.kind === 'unknown') return 'unknown';
    // Then it is worse, and said so by a rule of its own.
    return sync.commits.kind === 'hangs' ? 'over' : 'gone';
  },
};

/** Without a contract only a listed standby that is a configured node counts as missing. */
function isReduced(context: RuleContext, missing: readonly MissingMember[]): boolean {
  const contract = contractInForce(context);
  if (contract === null) return missing.some(({ node }) => node !== null);
  const breaches = compareContract(contract, context.topology);
  const fewer = breaches.some((breach) => breach.kind === 'fewer-eligible');
  const relisted = breaches.some((breach) => breach.kind === 'names-changed');
  // A shorter list is a changed contract, not a standby that has gone.
  return fewer && (missing.length > 0 || !relisted);
}

function reduced(
  context: RuleContext,
  missing: readonly MissingMember[],
  serving: readonly SyncMember[],
  spare: number,
): Candidate {
  const { topology, now, contract } = context;
  const primary = primaryNode(topology)?.name ?? '';
  const since = sinceOf(context, kind, null);
  const heirs = takenOverBy(topology, missing, serving);
  const took = heirs.length === 0 ? '' : `; ${listNames(heirs)} took over`;
  const gone =
    missing.length === 0
      ? 'fewer synchronous standbys are connected than there were'
      : listMissing(missing);
  const labels = serving.map(memberLabel);
  const nodes = missing.map(({ node }) => node).filter((node) => node !== null);
  return candidate(context, {
    kind,
    subject: null,
    severity: 'warning',
    since,
    causes: ['sync', ...missingCauses(missing)],
    what: `Synchronous redundancy of ${safeName(topology.cluster)} is reduced since ${formatUtcTime(since, now)}: ${gone}${took}, and commits go on.`,
    consequence: outlook(topology, labels, spare),
    next:
      missing.length === 0 && contract !== null
        ? `Find the standby that is gone; or, if it is meant, ${acceptWords(contract)}.`
        : `Bring ${eitherOf(missing.map(({ label }) => label))} back: it takes its place again by itself.`,
    evidence: {
      contract: contract?.source ?? null,
      missing: missing.map(({ label }) => label),
      serving: labels,
      takenOverBy: heirs,
      spare,
    },
    holdMs: Math.min(
      ...[...nodes, primary].map((node) => context.thresholds(node).disconnectedForMs),
    ),
    clearMs: context.thresholds(primary).clearForMs,
  });
}

/** By priority whoever stands in for a missing one that comes before it. */
function takenOverBy(
  topology: Topology,
  missing: readonly MissingMember[],
  serving: readonly SyncMember[],
): readonly string[] {
  if (topology.sync.config?.method !== 'priority') return [];
  const lost = Math.min(...missing.map(({ priority }) => priority));
  return serving.filter((member) => member.priority > lost).map(memberLabel);
}

function outlook(topology: Topology, serving: readonly string[], spare: number): string {
  const names = listNames(serving);
  if (spare === 0) {
    return serving.length === 1
      ? `No acknowledged data is at risk, but if ${names} is lost too, every commit hangs.`
      : `No acknowledged data is at risk, but if one more of ${names} is lost, every commit hangs.`;
  }
  const more = spare === 1 ? 'one more standby' : `${spare} more standbys`;
  const of = topology.sync.config?.method === 'quorum' ? ` of ${names}` : '';
  return `No acknowledged data is at risk, and commits bear the loss of ${more}${of}.`;
}
