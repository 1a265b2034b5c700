import type { CheckId, CheckResult } from '../check.js';
import type { CheckContext } from './context.js';

export function pass(id: CheckId, evidence: string): CheckResult {
  return { id, verdict: 'pass', evidence, remedy: null, forceable: false };
}

export function warn(id: CheckId, evidence: string, remedy: string): CheckResult {
  return { id, verdict: 'warn', evidence, remedy, forceable: false };
}

/** What no force changes: it could not work, or it would be somebody else's data. */
export function block(id: CheckId, evidence: string, remedy: string): CheckResult {
  return { id, verdict: 'block', evidence, remedy, forceable: false };
}

/** What somebody may accept at its price, in a promotion: a switchover has an old primary to lose. */
export function blockUnlessForced(
  { input }: CheckContext,
  id: CheckId,
  evidence: string,
  remedy: string,
): CheckResult {
  return { id, verdict: 'block', evidence, remedy, forceable: input.kind === 'promote' };
}

/** Blocks a switchover, which can wait; a promotion, which can't, is told. */
export function blockSwitchover(
  { input }: CheckContext,
  id: CheckId,
  evidence: string,
  remedy: string,
): CheckResult {
  return input.kind === 'switchover' ? block(id, evidence, remedy) : warn(id, evidence, remedy);
}
