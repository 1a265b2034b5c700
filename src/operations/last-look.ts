import { reasonWords } from '../replication/findings/reasons.js';
import { safeName } from '../wording/safe-text.js';
import type { Look } from './node-actor.js';
import type { Plan, PlannedStep } from './plan-model.js';

/** What the nodes said when they were asked a last time; one that was not asked is missing. */
export type Looks = ReadonlyMap<string, Look>;

/**
 * What a promotion was approved to find at the address of the primary that it replaces:
 *
 * - `refusing`: nothing listens there, and nothing else was said to make sure of it;
 * - `stopped`: it was ended, and its clean end is on record: silence is no sign of a second start;
 * - `fenced`: a command vouches for it, whatever it looks like from here, unless it answers as a primary;
 * - `locked-out`: it runs, and only its clients are gone;
 * - `silent`: anything but a primary: it is a standby by now, or the approval went over what it may do.
 */
export type OldPrimaryExpected = 'refusing' | 'stopped' | 'fenced' | 'locked-out' | 'silent';

const byFence: Readonly<Record<PlannedStep['by'], OldPrimaryExpected>> = {
  sql: 'locked-out',
  command: 'fenced',
  person: 'stopped',
};

export function oldPrimaryExpected(plan: Plan): OldPrimaryExpected {
  const fence = plan.steps.find(({ action }) => action.kind === 'fence');
  if (fence !== undefined) return byFence[fence.by];
  const isForcedOver = plan.checks.some(
    ({ id, verdict }) => id === 'primary-state' && verdict === 'block',
  );
  return isForcedOver || wasReachable(plan, plan.primary) ? 'silent' : 'refusing';
}

/**
 * Why a promotion must not promote its target now: somebody else is a primary, or the old primary is
 * not as it was expected to be. Null if nothing is in the way.
 */
export function whyNotPromote(
  plan: Plan,
  looks: Looks,
  expected: OldPrimaryExpected,
): string | null {
  const other = otherPrimaries(plan, looks)[0];
  if (other !== undefined) return isPrimaryToo(other);
  const { primary } = plan;
  const look = primary === null ? undefined : looks.get(primary);
  if (primary === null || look === undefined || expected === 'locked-out') return null;
  const name = safeName(primary);
  if (look.kind === 'position' && !look.position.inRecovery) {
    return `${name} answers as a primary, and there must not be two`;
  }
  if (look.kind !== 'silent' || expected === 'silent' || expected === 'fenced') return null;
  if (look.reason === 'hot-standby-off') return null;
  if (reasonWords[look.reason].alive) {
    return `${name} runs again (${look.detail}), and may take writes before long`;
  }
  return expected === 'refusing'
    ? `${name} refused connections when this was approved, and gives no answer now (${look.detail}): its host may be about to start it`
    : null;
}

/**
 * Why the old primary must not be started again now: there is a primary already, or the target does
 * not say that it is none. Null if nothing is in the way.
 *
 * @param resumed true if time has passed since the nodes were seen in their places: then the silence
 *   of the target may hide a promotion by somebody else
 */
export function whyNotReturn(plan: Plan, looks: Looks, resumed: boolean): string | null {
  const target = looks.get(plan.target);
  if (target !== undefined && isPrimary(target)) return isPrimaryToo(plan.target);
  const other = otherPrimaries(plan, looks)[0];
  if (other !== undefined) return isPrimaryToo(other);
  if (resumed && target?.kind === 'silent') {
    return `${safeName(plan.target)} gives no answer (${target.detail}): it may have been promoted meanwhile, and there must not be two`;
  }
  return null;
}

/** Nodes that answer as primaries and are neither the target nor the primary that the plan replaces. */
export function otherPrimaries({ target, primary }: Plan, looks: Looks): readonly string[] {
  return [...looks]
    .filter(([name, look]) => name !== target && name !== primary && isPrimary(look))
    .map(([name]) => name);
}

/**
 * Nodes that are primaries against the plan, before its target is: others, and the old primary of a
 * promotion that did not count on its being there.
 */
export function unplannedPrimaries(plan: Plan, looks: Looks): readonly string[] {
  const { primary, kind, steps } = plan;
  const look = primary === null ? undefined : looks.get(primary);
  const isEnded =
    kind === 'switchover' ||
    (wasReachable(plan, primary) && steps.some(({ action }) => action.kind === 'fence'));
  return primary !== null && look !== undefined && isPrimary(look) && !isEnded
    ? [primary, ...otherPrimaries(plan, looks)]
    : otherPrimaries(plan, looks);
}

export function isPrimaryToo(node: string): string {
  return `${safeName(node)} is a primary already, and there must not be two`;
}

function isPrimary(look: Look): boolean {
  return look.kind === 'position' && !look.position.inRecovery;
}

function wasReachable({ nodes }: Plan, node: string | null): boolean {
  return nodes.some(({ name, reachable }) => name === node && reachable);
}
