import { confirming } from '../sync/confirming.js';
import { waitsForStandbys } from '../sync/levels.js';
import { waitedFor } from '../topology/loss.js';
import type { SyncConfig, Topology } from '../topology/model.js';
import type { Survival } from './model.js';
import { witnessesOf, type Witness } from './witnesses.js';

/**
 * Whether everything that was acknowledged outlives the loss of the primary together with these.
 *
 * It does if both are there: what was acknowledged up to the last look, whoever confirmed it, and
 * what is from then on, which those confirm that count now. As WAL has one order, whoever of those
 * that are left has received most has all that any of them has.
 *
 * Under `*` anybody may have confirmed, be it a standby that nobody configured and that has gone without
 * a trace: then only who had everything at the last look has all that was acknowledged up to it.
 */
export function survivalOf(topology: Topology, lost: readonly string[]): Survival {
  const { sync } = topology;
  if (topology.primary.kind !== 'one' || sync.namesSetting === null) return notCertain('unknown');
  if (sync.namesSetting === '') return notCertain('asynchronous');
  if (sync.config === null || sync.synchronousCommit === null) return notCertain('unknown');
  if (!waitsForStandbys(sync.synchronousCommit)) return notCertain('level');
  if (sync.members.some(({ eligible }) => eligible === null)) return notCertain('unknown');
  const { config } = sync;
  const exempt = (sync.overrides ?? []).some(({ value }) => !waitsForStandbys(value));
  // With too few nothing is acknowledged any more.
  const isSatisfied = confirming(config, sync.members).length >= config.numSync;
  const counting = isSatisfied ? waitedFor(config, sync.members) : [];
  const all = witnessesOf(topology, config, lost);
  const left = all.filter(({ isLeft }) => isLeft);
  const leftCounting = left.filter(({ member }) => member !== null && counting.includes(member));
  if (left.length === 0) return notCertain('witnesses-lost');
  if (isSatisfied && !meetsAny(leftCounting.length, counting.length, config)) {
    return notCertain('witnesses-lost');
  }
  const isKnown = !config.names.includes('*');
  const hasPast =
    left.some(({ hasAll }) => hasAll) || (isKnown && meetsAny(left.length, all.length, config));
  if (!hasPast) return notCertain('may-lack');
  // Where no more are counted than must confirm, each of them has confirmed everything.
  const confirmsEach = counting.length === config.numSync ? leftCounting : [];
  const each = (isSatisfied ? confirmsEach : left).filter(
    ({ hasAll }) => hasAll || (isKnown && all.length === config.numSync),
  );
  return each.length > 0
    ? { kind: 'each', nodes: labels(each), exempt }
    : { kind: 'furthest', nodes: labels(left), exempt };
}

/**
 * Whether so many of `all` have one in common with whichever `numSync` of them have confirmed. Fewer
 * than that were never enough: others must have been there, of whom nothing is known.
 */
function meetsAny(count: number, all: number, { numSync }: SyncConfig): boolean {
  return all >= numSync && count >= all - numSync + 1;
}

function labels(witnesses: readonly Witness[]): readonly string[] {
  return [...new Set(witnesses.map(({ label }) => label))];
}

function notCertain(why: Extract<Survival, { kind: 'not-certain' }>['why']): Survival {
  return { kind: 'not-certain', why };
}
