import { contractWithNames } from '../sync/contract-with-names.js';
import { nameMatches, parseSynchronousStandbyNames } from '../sync/parse-names.js';
import type { Topology } from '../topology/model.js';
import { connectionOf } from './connection.js';
import { standbys, upstreamName } from './look.js';
import type { RuleContext, SyncContract } from './model.js';

/**
 * What the cluster is held to at this moment. Names that an operation has set on purpose count until
 * those of the contract would do better: more of them stream, and enough that commits would return.
 */
export function contractInForce({
  contract,
  topology,
}: Pick<RuleContext, 'contract' | 'topology'>): SyncContract | null {
  const meanwhile = contract?.meanwhile ?? null;
  if (contract === null || meanwhile === null) return contract;
  if (topology.sync.namesSetting !== meanwhile) return contract;
  const meant = contractWithNames(contract, meanwhile, contract.since);
  if (meant === null || wouldHang(topology, contract)) return meant;
  const isBetter =
    meant.required < contract.required ||
    countThere(topology, meanwhile) < countThere(topology, contract.names);
  return isBetter ? contract : meant;
}

/** True if the names of the contract, set now, would find too few standbys. */
export function wouldHang(topology: Topology, { names, required }: SyncContract): boolean {
  return names !== '' && countThere(topology, names) < required;
}

/** How many of those listed stream from the primary, and so could confirm its commits. */
function countThere(topology: Topology, text: string): number {
  const parsed = parseSynchronousStandbyNames(text);
  const { primary } = topology;
  if (!parsed.ok || parsed.config === null || primary.kind !== 'one') return 0;
  const { names } = parsed.config;
  const isListed = (applicationName: string): boolean =>
    names.some((name) => nameMatches(name, applicationName));
  const there = standbys(topology).filter(
    (node) =>
      isListed(node.declaration.applicationName) &&
      [primary.node, null].includes(upstreamName(node)) &&
      connectionOf(topology, node).kind === 'receiving',
  );
  const strangers = topology.unmanaged.filter(
    ({ upstream, applicationName }) => upstream === primary.node && isListed(applicationName),
  );
  return there.length + strangers.length;
}
