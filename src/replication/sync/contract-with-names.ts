import type { SyncContract } from '../findings/model.js';
import type { EpochMs } from '../observation.js';
import type { SyncConfig } from '../topology/model.js';
import { waitsForStandbys } from './levels.js';
import { parseSynchronousStandbyNames } from './parse-names.js';

/**
 * The contract once `synchronous_standby_names` has been set to this on purpose: as many are waited
 * for as the names say, and as many fewer of those listed are eligible as there were fewer before.
 * The same contract if the names are those that it has; null if there was none, or if the names can't
 * be read.
 */
export function contractWithNames(
  contract: SyncContract | null,
  names: string,
  now: EpochMs,
): SyncContract | null {
  if (contract === null || contract.names === names) return contract;
  const [before, after] = [contract.names, names].map((text) => parseSynchronousStandbyNames(text));
  if (before?.ok !== true || after?.ok !== true) return null;
  const waits = waitsForStandbys(contract.synchronousCommit);
  const required = waits ? (after.config?.numSync ?? 0) : 0;
  return {
    ...contract,
    since: now,
    names,
    required,
    eligible: Math.max(required, eligibleOf(contract, before.config, after.config)),
  };
}

function eligibleOf(
  { eligible }: SyncContract,
  before: SyncConfig | null,
  after: SyncConfig | null,
): number {
  if (after === null) return 0;
  const [had, has] = [listed(before), listed(after)];
  // `*` lists everybody, so that it says nothing of how many there are.
  if (has === null || had === null) return eligible;
  return Math.max(0, has - Math.max(0, had - eligible));
}

function listed(config: SyncConfig | null): number | null {
  if (config === null) return 0;
  return config.names.includes('*') ? null : config.names.length;
}
