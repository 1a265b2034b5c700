import type { SyncContract } from '../findings/model.js';
import type { SettingOverride } from '../observation.js';
import type { SyncConfig, SyncView, Topology } from '../topology/model.js';
import { nodeNamed } from '../topology/walk.js';
import { eligibleNow, isWeaker, overrideText } from './contract.js';
import { waitsForStandbys } from './levels.js';
import { parseSynchronousStandbyNames, sameStandbyName } from './parse-names.js';

/**
 * What a departure from the contract means:
 *
 * - `asynchronous`: commits that waited for a standby return without one now (all of them, or those of
 *   one database or role), and nothing says so;
 * - `weaker`: they still wait, for fewer standbys or for a weaker confirmation;
 * - `changed`: the settings differ, and the guarantee is as strong as it was, or stronger.
 */
type BreachEffect = 'asynchronous' | 'weaker' | 'changed';

export type ContractBreach = { readonly effect: BreachEffect } & (
  | { readonly kind: 'names-emptied'; readonly names: string }
  /** `synchronous_commit` of the server. */
  | { readonly kind: 'level-lowered'; readonly from: string; readonly to: string }
  | { readonly kind: 'level-raised'; readonly from: string; readonly to: string }
  /** `synchronous_commit` of a database, a role, or a role in a database. */
  | { readonly kind: 'override-added'; readonly override: SettingOverride; readonly text: string }
  | { readonly kind: 'fewer-required'; readonly from: number; readonly to: number }
  | { readonly kind: 'more-required'; readonly from: number; readonly to: number }
  | { readonly kind: 'names-changed'; readonly from: string; readonly to: string }
  /** Fewer walsenders count than did: a standby is gone, or no longer carries a listed name. */
  | { readonly kind: 'fewer-eligible'; readonly from: number; readonly to: number }
);

/**
 * In what the cluster departs from its contract now. Empty also when that can't be said: without a
 * primary that answers there is nothing to hold against it.
 */
export function compareContract(
  contract: SyncContract,
  topology: Topology,
): readonly ContractBreach[] {
  const { sync, primary } = topology;
  if (primary.kind !== 'one' || sync.namesSetting === null) return [];
  const emptied = contract.required > 0 && sync.namesSetting === '';
  if (emptied) {
    return [
      { kind: 'names-emptied', effect: 'asynchronous', names: contract.names },
      ...levelBreaches(contract, sync.synchronousCommit),
      ...overrideBreaches(contract, sync.overrides),
    ];
  }
  return [
    ...levelBreaches(contract, sync.synchronousCommit),
    ...overrideBreaches(contract, sync.overrides),
    ...countBreaches(contract, topology),
    ...nameBreaches(contract, sync, majorOf(topology, primary.node)),
  ];
}

function levelBreaches(contract: SyncContract, level: string | null): readonly ContractBreach[] {
  const from = contract.synchronousCommit;
  if (level === null) return [];
  if (isWeaker(level, from)) {
    return [{ kind: 'level-lowered', effect: effectOf(contract, level), from, to: level }];
  }
  return isWeaker(from, level)
    ? [{ kind: 'level-raised', effect: 'changed', from, to: level }]
    : [];
}

function overrideBreaches(
  contract: SyncContract,
  overrides: readonly SettingOverride[] | null,
): readonly ContractBreach[] {
  return (overrides ?? []).flatMap((override): readonly ContractBreach[] => {
    const text = overrideText(override);
    const known = contract.overrides.includes(text);
    if (known || !isWeaker(override.value, contract.synchronousCommit)) return [];
    return [{ kind: 'override-added', effect: effectOf(contract, override.value), override, text }];
  });
}

/** What a level below the contract's does to commits that waited for standbys, or to those that did not. */
function effectOf(contract: SyncContract, level: string): BreachEffect {
  return contract.required > 0 && !waitsForStandbys(level) ? 'asynchronous' : 'weaker';
}

function countBreaches(contract: SyncContract, topology: Topology): readonly ContractBreach[] {
  const { sync } = topology;
  const breaches: ContractBreach[] = [];
  const from = contract.required;
  const to = sync.config?.numSync ?? 0;
  const waits = sync.synchronousCommit !== null && waitsForStandbys(sync.synchronousCommit);
  if (to < from) breaches.push({ kind: 'fewer-required', effect: 'weaker', from, to });
  if (to > from && waits) breaches.push({ kind: 'more-required', effect: 'changed', from, to });
  const eligible = eligibleNow(sync);
  // What is not visible is not gone.
  const visible = sync.members.every((member) => member.eligible !== null);
  if (visible && eligible < contract.eligible) {
    breaches.push({
      kind: 'fewer-eligible',
      effect: 'weaker',
      from: contract.eligible,
      to: eligible,
    });
  }
  return breaches;
}

function nameBreaches(
  contract: SyncContract,
  { config, namesSetting }: SyncView,
  major: number | undefined,
): readonly ContractBreach[] {
  // A declared contract may leave the names open.
  if (contract.names === '' || namesSetting === null || contract.names === namesSetting) return [];
  const parsed = parseSynchronousStandbyNames(contract.names, major);
  const promised = parsed.ok ? parsed.config : null;
  if (promised !== null && config !== null && sameNames(promised, config)) return [];
  return [{ kind: 'names-changed', effect: 'changed', from: contract.names, to: namesSetting }];
}

function majorOf(topology: Topology, node: string): number | undefined {
  return nodeNamed(topology, node)?.major ?? undefined;
}

/** The same standbys in the same rank; how many of them is another matter. */
function sameNames(a: SyncConfig, b: SyncConfig): boolean {
  return (
    a.method === b.method &&
    a.names.length === b.names.length &&
    a.names.every((name, index) => sameStandbyName(name, b.names[index] ?? ''))
  );
}
