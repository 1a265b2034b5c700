import type { Clock } from '../../clock.js';
import type { Deed } from '../../operations/deed.js';
import type { EpochMs } from '../../replication/observation.js';
import type { ActingSessions } from './acting-sessions.js';
import { Conversation, StatementError } from './conversation.js';

export interface ActingContext {
  readonly sessions: ActingSessions;
  readonly clock: Clock;
}

export const done = <T>(value: T): Deed<T> => ({ kind: 'done', value });

export const failed = (detail: string, code: string | null = null): Deed<never> => ({
  kind: 'failed',
  detail,
  code,
});

/**
 * Carries out a deed on a session of its own, before a deadline.
 *
 * - It could not connect: nothing was asked, so it failed.
 * - The server refused a statement: it failed, in the server's words.
 * - The answer was lost: it may have happened, so it is unknown.
 */
export async function carryOut<T>(
  { sessions, clock }: ActingContext,
  withinMs: number,
  deed: (conversation: Conversation) => Promise<Deed<T>>,
): Promise<Deed<T>> {
  const deadline = clock.now() + withinMs;
  const taken = await sessions.take(deadline);
  if (!taken.ok) return failed(taken.failure.detail, taken.failure.code);
  const conversation = new Conversation(taken.session, deadline, sessions, clock);
  try {
    return await deed(conversation);
  } catch (error) {
    return deedOf(error);
  } finally {
    sessions.give(taken.session);
  }
}

/**
 * The same for a deed that comes to the same whether it is done once or twice. An answer that was
 * lost is asked for again, on a new session, while there is time.
 */
export async function carryOutAgain<T>(
  context: ActingContext,
  withinMs: number,
  deed: (conversation: Conversation) => Promise<Deed<T>>,
): Promise<Deed<T>> {
  const deadline = context.clock.now() + withinMs;
  const first = await carryOut(context, withinMs, deed);
  if (first.kind !== 'unknown' || !isTimeFor(context, deadline)) return first;
  const second = await carryOut(context, deadline - context.clock.now(), deed);
  // Of the first try it is still not known whether it happened.
  return second.kind === 'done' ? second : first;
}

/** What came of a deed whose statement brought nothing. @throws whatever else it was */
export function deedOf(error: unknown): Deed<never> {
  if (!(error instanceof StatementError)) throw error;
  const { detail, code } = error.failure;
  return error.lost ? { kind: 'unknown', detail } : failed(detail, code);
}

/** Less than this is no time, ms: the timer of a deadline may go off a moment ahead of the clock. */
const leastMs = 10;

/** Whether anything can still be begun before a deadline. */
export function isTimeFor({ clock }: ActingContext, deadline: EpochMs): boolean {
  return deadline - clock.now() >= leastMs;
}
