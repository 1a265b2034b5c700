import type { SyncContract } from '../replication/findings/model.js';
import { withoutMeanwhile } from './concluded-contract.js';
import { learnContract } from '../replication/sync/contract.js';
import type { EpochMs } from '../replication/observation.js';
import type { Topology } from '../replication/topology/model.js';

/** The contract as the configuration declares it: `eligible` null where only `required` was. */
export interface DeclaredContract {
  readonly required: number;
  readonly eligible: number | null;
  readonly synchronousCommit: string;
}

/**
 * Which sync contract holds: the declared one; else one that was accepted or learned before; else
 * one learned from the first healthy look at the cluster. Null while there is none yet.
 */
export function contractFor(
  declared: DeclaredContract | null,
  remembered: SyncContract | null,
  topology: Topology,
  now: EpochMs,
): SyncContract | null {
  if (declared !== null) return fromDeclaration(declared, now);
  if (remembered === null) return learnContract(topology, now);
  const { primary, sync } = topology;
  const isUnseen = primary.kind !== 'one' || sync.namesSetting === null;
  return isUnseen || sync.namesSetting === remembered.meanwhile
    ? remembered
    : withoutMeanwhile(remembered);
}

/**
 * A declaration says how many and at which level, not who: the names are left open, and whatever
 * weakens it for a database or a role departs from it.
 */
function fromDeclaration(declared: DeclaredContract, now: EpochMs): SyncContract {
  return {
    source: 'declared',
    since: now,
    required: declared.required,
    eligible: declared.eligible ?? declared.required,
    synchronousCommit: declared.synchronousCommit,
    names: '',
    overrides: [],
  };
}
