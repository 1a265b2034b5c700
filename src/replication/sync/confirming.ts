import type { SyncConfig, SyncMember } from '../topology/model.js';

/**
 * The members that PostgreSQL counts, in the order in which it chooses by priority. Between equals
 * it goes by a place in memory that no view shows; whoever is synchronous now stays so.
 */
export function counted(members: readonly SyncMember[]): readonly SyncMember[] {
  return members
    .filter((member) => member.eligible === true || member.withholds !== null)
    .toSorted(
      (a, b) => a.priority - b.priority || Number(b.state === 'sync') - Number(a.state === 'sync'),
    );
}

/**
 * The members whose confirmations let commits go on: as long as there are `numSync` of them, commits
 * return, and as many as there are more may be lost. By priority PostgreSQL passes nobody over: who
 * comes behind one that withholds its confirmation does not help.
 */
export function confirming(
  config: SyncConfig,
  members: readonly SyncMember[],
): readonly SyncMember[] {
  const all = counted(members);
  if (config.method === 'quorum') return all.filter(({ withholds }) => withholds === null);
  const first = all.findIndex(({ withholds }) => withholds !== null);
  return first < 0 ? all : all.slice(0, first);
}
