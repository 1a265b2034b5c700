import type { Plan } from '../operations/plan-model.js';
import { promisedNames } from '../operations/sync-after.js';
import type { SyncContract } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import { contractWithNames } from '../replication/sync/contract-with-names.js';

/** What of a plan that was carried out is meant from now on. */
export type ConcludedPlan = Pick<Plan, 'target' | 'primary' | 'sync'>;

/**
 * The contract after an operation that has set other names on purpose. That fewer standbys are waited
 * for, or stand ready, while one of them is away is meant only until it is back: the contract goes on
 * asking for as many as before, in terms of the new primary. One that was departed from before stays as it is.
 *
 * @param nameOf the `application_name` of a node
 */
export function concludedContract(
  contract: SyncContract | null,
  { target, primary, sync }: ConcludedPlan,
  nameOf: (node: string) => string,
  now: EpochMs,
): SyncContract | null {
  if (contract === null) return null;
  const isAsItWas = contract.names === sync.before || contract.meanwhile === sync.before;
  if (!isAsItWas) return contract;
  const set = contractWithNames(contract, sync.after, now);
  if (set === null || !isLess(set, contract)) return withoutMeanwhile(set);
  const promised =
    primary === null
      ? null
      : promisedNames({
          before: contract.names,
          major: readAs,
          target: nameOf(target),
          primary: nameOf(primary),
        });
  const lasting = contractWithNames(contract, promised ?? contract.names, now) ?? contract;
  return lasting.names === sync.after
    ? withoutMeanwhile(lasting)
    : { ...lasting, meanwhile: sync.after };
}

function isLess(set: SyncContract, than: SyncContract): boolean {
  return set.required < than.required || set.eligible < than.eligible;
}

/** Newer majors read a list as older ones do. */
const readAs = 18;

/** What an operation had set for the time being is over once other names are set. */
export function withoutMeanwhile(contract: SyncContract | null): SyncContract | null {
  const isOver = contract !== null && (contract.meanwhile ?? null) !== null;
  return isOver ? { ...contract, meanwhile: null } : contract;
}
