import { confirming } from '../sync/confirming.js';
import { waitsForStandbys } from '../sync/levels.js';
import { isAmong, memberLabel, waitedFor } from '../topology/loss.js';
import type { SyncMember, SyncView, Topology } from '../topology/model.js';
import type { Survival } from './model.js';

/**
 * Whether everything that was acknowledged outlives the loss of the primary together with these.
 *
 * By priority every commit was confirmed by each of those it waited for, so that any one of them has
 * them all. By quorum it was confirmed by some `n`: if fewer than `n` are gone, one of those that are
 * left has it, and as WAL has one order, whoever of them has received most has every one.
 */
export function survivalOf(topology: Topology, lost: readonly string[]): Survival {
  const { sync } = topology;
  if (topology.primary.kind !== 'one' || sync.namesSetting === null) return notCertain('unknown');
  if (sync.namesSetting === '') return notCertain('asynchronous');
  if (sync.config === null || sync.synchronousCommit === null) return notCertain('unknown');
  if (!waitsForStandbys(sync.synchronousCommit)) return notCertain('level');
  if (sync.members.some(({ eligible }) => eligible === null)) return notCertain('unknown');
  const exempt = (sync.overrides ?? []).some(({ value }) => !waitsForStandbys(value));
  const { members, mustHave } = witnesses(sync, sync.config);
  const left = members.filter(
    (member) => !isAmong(topology, member, lost) && member.state !== 'missing',
  );
  if (left.length === 0) return notCertain('witnesses-lost');
  const nodes = left.map(memberLabel);
  if (mustHave === members.length) return { kind: 'each', nodes, exempt };
  return members.length - left.length < mustHave
    ? { kind: 'furthest', nodes, exempt }
    : notCertain('witnesses-lost');
}

/** Those that may have confirmed, and how many of them each acknowledged commit was confirmed by. */
function witnesses(
  { members }: SyncView,
  config: NonNullable<SyncView['config']>,
): { readonly members: readonly SyncMember[]; readonly mustHave: number } {
  const { numSync } = config;
  const isSatisfied = confirming(config, members).length >= numSync;
  if (!isSatisfied) {
    // Nothing is acknowledged now. Who confirmed what was before can't be told: any of those listed.
    return { members, mustHave: numSync };
  }
  return { members: waitedFor(config, members), mustHave: numSync };
}

function notCertain(why: Extract<Survival, { kind: 'not-certain' }>['why']): Survival {
  return { kind: 'not-certain', why };
}
