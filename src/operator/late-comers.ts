import { safeName } from '../wording/safe-text.js';
import { formatCount } from '../wording/units.js';
import type { StepContext } from './steps/context.js';

/**
 * Looks once more at a primary whose clients were locked out, at the end of an operation that has put
 * another in its place: a login that was under way at the lock may have come in since. It is ended, and
 * what is said of it is a warning; empty if nobody came, or nobody was locked out.
 */
export async function lateComers(context: StepContext): Promise<readonly string[]> {
  const { learned, ways, rules } = context;
  if (learned.lockedOut === null) return [];
  const name = safeName(learned.lockedOut);
  context.waiting(`to see that nobody has come into ${name} since`);
  const deed = await ways(learned.lockedOut).actor.lockOut(rules.timeouts.stopMs);
  if (deed.kind !== 'done') {
    return [`Whether clients have come into ${name} since is not known: ${deed.detail}`];
  }
  const { endedSessions: count } = deed.value;
  if (count === 0) return [];
  const were = count === 1 ? 'was' : 'were';
  return [
    `${formatCount(count, 'session')} had come into ${name} after its clients were locked out, and ${were} ended: what was written there is on no other node`,
  ];
}
