import { safeName } from '../../wording/safe-text.js';
import { formatBytes, formatUtcTime } from '../../wording/units.js';
import type { ContractBreach } from '../sync/breaches.js';
import { compareContract } from '../sync/breaches.js';
import type { NodeView, Topology } from '../topology/model.js';
import { acceptWords, breachWords, undoWords } from './breach-words.js';
import { candidate, sinceOf } from './candidate.js';
import { furthestStandby } from './candidates-for-promotion.js';
import { contractInForce, wouldHang } from './contract-in-force.js';
import { missingBytes, primaryNode, promotionCause } from './look.js';
import type { Candidate, Rule, RuleContext, SyncContract } from './model.js';
import { setNamesCommand } from './setting-words.js';

const kind = 'silently-asynchronous';

/** Commits should wait for standbys and don't, and no client notices. */
export const silentlyAsynchronous: Rule = {
  kind,
  rank: 97,
  find: (context) => {
    const { topology } = context;
    const contract = contractInForce(context);
    const primary = primaryNode(topology);
    if (contract === null || primary === null) return [];
    const breaches = compareContract(contract, topology).filter(
      (breach) => breach.effect === 'asynchronous',
    );
    return breaches.length === 0 ? [] : [asynchronous(context, contract, primary, breaches)];
  },
  verdict: ({ topology }) =>
    topology.primary.kind === 'one' && topology.sync.namesSetting !== null ? 'gone' : 'unknown',
};

function asynchronous(
  context: RuleContext,
  contract: SyncContract,
  primary: NodeView,
  breaches: readonly ContractBreach[],
): Candidate {
  const { topology, now } = context;
  const since = sinceOf(context, kind, null);
  const name = safeName(primary.name);
  const partly = breaches.every((breach) => breach.kind === 'override-added');
  const which = partly ? 'Some commits' : 'Commits';
  const standbysDue = contract.required === 1 ? 'a standby' : `${contract.required} standbys`;
  return candidate(context, {
    kind,
    subject: null,
    severity: 'critical',
    since,
    causes: ['sync', 'contract', promotionCause(context, primary.name)],
    what: `${which} on ${name} no longer wait for ${standbysDue} since ${formatUtcTime(since, now)}: ${breaches.slice(0, 5).map(breachWords).join('; ')}.`,
    consequence: `They are acknowledged as before, but what only ${name} has is lost with it${atRisk(topology)}.`,
    next: nextSentence(topology, contract, breaches, name),
    evidence: {
      contract: contract.source,
      breaches: breaches.map((breach) => breach.kind),
      names: topology.sync.namesSetting,
      synchronousCommit: topology.sync.synchronousCommit,
    },
    holdMs: 0,
    clearMs: context.thresholds(primary.name).clearForMs,
  });
}

function atRisk(topology: Topology): string {
  const furthest = furthestStandby(topology);
  const behindBytes = furthest === null ? null : missingBytes(topology, furthest);
  if (furthest === null || behindBytes === null) return '';
  const name = safeName(furthest.name);
  return behindBytes === 0
    ? `; at this moment ${name} has received everything`
    : `; at this moment ${name}, the furthest standby, lacks ${formatBytes(behindBytes)} of WAL`;
}

function nextSentence(
  topology: Topology,
  contract: SyncContract,
  breaches: readonly ContractBreach[],
  primary: string,
): string {
  const emptied = breaches.some((breach) => breach.kind === 'names-emptied');
  const undo = breaches.map(undoWords).filter((words) => words !== null);
  const names = emptied && contract.names !== '' ? [setNamesCommand(contract.names)] : [];
  const commands = [...names, ...undo.slice(0, 3)];
  const accept = `or, if it is meant, ${acceptWords(contract)}`;
  if (commands.length === 0) {
    return `Set \`synchronous_standby_names\` on ${primary} again, ${accept}.`;
  }
  const how = `${commands.join(' and ')} on ${primary}, then \`SELECT pg_reload_conf()\`, ${accept}`;
  return emptied && wouldHang(topology, contract)
    ? `Bring the synchronous standbys back first, or commits hang; then ${how}.`
    : `Put it back: ${how}.`;
}
