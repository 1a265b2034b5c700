import { safeName } from '../../wording/safe-text.js';
import { formatUtcTime } from '../../wording/units.js';
import { compareContract } from '../sync/breaches.js';
import { acceptWords, breachWords } from './breach-words.js';
import { candidate, sinceOf } from './candidate.js';
import { contractInForce } from './contract-in-force.js';
import { primaryNode, promotionCause } from './look.js';
import type { Rule } from './model.js';

const kind = 'sync-contract-changed';

/**
 * Commits wait as they should, but by other settings than were learned or declared; reported until
 * somebody accepts it. What makes commits asynchronous, and standbys that are gone, are told of by
 * rules of their own.
 */
export const syncContractChanged: Rule = {
  kind,
  rank: 35,
  find: (context) => {
    const { topology, now } = context;
    const contract = contractInForce(context);
    const primary = primaryNode(topology);
    if (contract === null || primary === null) return [];
    const breaches = compareContract(contract, topology);
    const settings = breaches.filter(
      (breach) => breach.effect !== 'asynchronous' && breach.kind !== 'fewer-eligible',
    );
    if (settings.length === 0) return [];
    const weaker = settings.some((breach) => breach.effect === 'weaker');
    const since = sinceOf(context, kind, null);
    return [
      candidate(context, {
        kind,
        subject: null,
        severity: 'warning',
        since,
        causes: ['contract', promotionCause(context, primary.name)],
        what: `Synchronous replication of ${safeName(topology.cluster)} differs from the ${contract.source} contract since ${formatUtcTime(since, now)}: ${settings.slice(0, 5).map(breachWords).join('; ')}.`,
        consequence: weaker
          ? 'An acknowledged commit is worth less than it was: it survives fewer losses.'
          : 'What is acknowledged is as safe as it was, or safer; who has to confirm it has changed.',
        next: `If it is meant, ${acceptWords(contract)}; else put the settings back on ${safeName(primary.name)} and reload it.`,
        evidence: {
          contract: contract.source,
          breaches: settings.map((breach) => breach.kind),
          names: topology.sync.namesSetting,
          synchronousCommit: topology.sync.synchronousCommit,
        },
        holdMs: 0,
        clearMs: context.thresholds(primary.name).clearForMs,
      }),
    ];
  },
  verdict: ({ topology }) =>
    topology.primary.kind === 'one' && topology.sync.namesSetting !== null ? 'gone' : 'unknown',
};
