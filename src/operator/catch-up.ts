import type { Operation } from '../operations/model.js';
import type { OperatorParts } from './parts.js';

/**
 * The store may take something whose answer is then lost: it knows of an operation what this process
 * does not. So what is open there is read now and then, and memory takes in what is newer.
 *
 * @param atWork the operations that this process is busy with at this moment: what memory has of them
 * is on its way
 * @returns those that the store says are carried out here, and are not: nobody goes on with them
 */
export async function catchUp(
  { store, memory, owner }: Pick<OperatorParts, 'store' | 'memory' | 'owner'>,
  atWork: () => ReadonlySet<string>,
): Promise<readonly Operation[]> {
  const before = atWork();
  const known = memory.open();
  const open = await store.open();
  const after = atWork();
  const isAtRest = ({ id }: Operation): boolean => !before.has(id) && !after.has(id);
  const orphans: Operation[] = [];
  for (const operation of open.filter(isAtRest)) {
    const here = memory.get(operation.id);
    const isNews = here === null || here.changedAt < operation.changedAt;
    const isOrphan = operation.state === 'running' && operation.claimedBy === owner;
    if (isNews || isOrphan) memory.put(operation);
    if (isOrphan) orphans.push(operation);
  }
  const gone = known.filter((one) => isAtRest(one) && !open.some(({ id }) => id === one.id));
  for (const { id } of gone) {
    const now = await store.find({ id });
    if (now?.state === 'ended' && memory.get(id)?.state !== 'ended') memory.put(now);
  }
  return orphans;
}
