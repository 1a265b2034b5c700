import type { Deed } from '../../operations/deed.js';
import { deedOf, done, failed, type ActingContext } from './carry-out.js';
import { Conversation } from './conversation.js';

/** A checkpoint at once, or a restart point on a standby; on a session that may take that long. */
export async function checkpoint(
  { sessions, clock }: ActingContext,
  withinMs: number,
): Promise<Deed> {
  const deadline = clock.now() + withinMs;
  const opened = await sessions.open(deadline, withinMs);
  if (!opened.ok) return failed(opened.failure.detail, opened.failure.code);
  try {
    const conversation = new Conversation(opened.session, deadline, sessions, clock);
    await conversation.ask({ text: 'checkpoint' });
    return done(undefined);
  } catch (error) {
    return deedOf(error);
  } finally {
    sessions.end(opened.session);
  }
}
