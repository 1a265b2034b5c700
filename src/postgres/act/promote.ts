import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../clock.js';
import type { Deed } from '../../operations/deed.js';
import type { EpochMs } from '../../replication/observation.js';
import { deedOf, done, failed, type ActingContext } from './carry-out.js';
import { Conversation, StatementError } from './conversation.js';
import { triggerFileOf, writeTriggerFile } from './trigger-file.js';

export type PromotionWay = 'pg_promote' | 'trigger-file';

const pollEveryMs = 2;

/** How long to wait for a server that cannot be reached at the moment: at first, and at most. */
const reconnectAfterMs = { first: 5, longest: 200 } as const;

/**
 * A standby that sleeps until it tries its source again may sleep through the request for as long as
 * `wal_retrieve_retry_interval` (pg_promote), or 5 s (trigger file); a reload wakes it. Most promotions
 * take 10 to 20 ms.
 */
const nudgeAfterMs: Readonly<Record<PromotionWay, number>> = { pg_promote: 60, 'trigger-file': 0 };
const nudgeEveryMs = 150;

/** "recovery is not in progress": it is a primary already. */
const notInPrerequisiteState = '55000';

/** What is known of a promotion so far. */
interface Progress {
  readonly startedAt: EpochMs;
  readonly deadline: EpochMs;
  /** True from the moment that the request is sent: from then on it may happen. */
  requested: boolean;
  mayReload: boolean;
  nudgeAt: EpochMs;
  /** Why it could not be asked the last time; null while it answers. */
  silence: string | null;
}

/**
 * Promotes a standby and looks until it is a primary.
 *
 * The request is made again on a new session when its answer was lost: on a node that was asked
 * already, or that is a primary, it changes nothing. So what is found out is the truth. Once it was
 * sent, an end without a promotion is `unknown`, since a request that waits is carried out whenever
 * the standby comes to it. `failed` is what was refused, or never sent.
 */
export async function promote(
  context: ActingContext,
  way: PromotionWay,
  withinMs: number,
): Promise<Deed> {
  const { sessions, clock } = context;
  const startedAt = clock.now();
  const progress: Progress = {
    startedAt,
    deadline: startedAt + withinMs,
    requested: false,
    mayReload: true,
    nudgeAt: Infinity,
    silence: null,
  };
  let pauseMs: number = reconnectAfterMs.first;
  for (;;) {
    const taken = await sessions.take(progress.deadline);
    if (taken.ok) {
      const { session } = taken;
      try {
        const conversation = new Conversation(session, progress.deadline, sessions, clock);
        return await promoteOn(conversation, clock, way, progress);
      } catch (error) {
        if (!(error instanceof StatementError)) throw error;
        if (!progress.requested) return deedOf(error);
        progress.silence = error.failure.detail;
      } finally {
        sessions.give(session);
      }
    } else {
      if (!progress.requested) return failed(taken.failure.detail, taken.failure.code);
      progress.silence = taken.failure.detail;
    }
    if (clock.now() + pauseMs >= progress.deadline) return notSeen(progress);
    await sleep(pauseMs);
    pauseMs = Math.min(2 * pauseMs, reconnectAfterMs.longest);
  }
}

async function promoteOn(
  conversation: Conversation,
  clock: Clock,
  way: PromotionWay,
  progress: Progress,
): Promise<Deed> {
  const refusal = await request(conversation, way, progress);
  if (refusal !== null) return refusal;
  progress.nudgeAt = clock.now() + nudgeAfterMs[way];
  while (await isStandby(conversation)) {
    progress.silence = null;
    if (conversation.leftMs <= pollEveryMs) return notSeen(progress);
    if (progress.mayReload && clock.now() >= progress.nudgeAt) {
      await nudge(conversation, progress);
      progress.nudgeAt = clock.now() + nudgeEveryMs;
    }
    await sleep(pollEveryMs);
  }
  return done(undefined);
}

/** Asks for the promotion; a deed if it ends with that. */
async function request(
  conversation: Conversation,
  way: PromotionWay,
  progress: Progress,
): Promise<Deed | null> {
  const { major } = conversation;
  if (way === 'pg_promote' && major < 12) {
    return failed(`PostgreSQL ${major} has no pg_promote(); it came with 12.`);
  }
  let file: string | null = null;
  if (way === 'trigger-file') {
    if (!(await isStandby(conversation))) return done(undefined);
    file = await triggerFileOf(conversation);
    if (file === null) return failed('The node has no trigger file set.');
  }
  const before = progress.requested;
  progress.requested = true;
  try {
    if (file !== null) {
      await writeTriggerFile(conversation, file);
      return null;
    }
    const [row] = await conversation.ask({ text: 'select pg_promote(false) as sent' });
    if (row?.['sent'] === true) return null;
    // It says so with a warning only, and takes its request back (`pg_promote` in xlogfuncs.c).
    progress.requested = before;
    return before ? null : failed('The server could not signal its postmaster to promote.');
  } catch (error) {
    if (!(error instanceof StatementError) || error.lost) throw error;
    if (error.failure.code === notInPrerequisiteState) return done(undefined);
    progress.requested = before;
    throw error;
  }
}

async function isStandby(conversation: Conversation): Promise<boolean> {
  const text = 'select pg_is_in_recovery() as standby';
  const [row] = await conversation.ask({ name: 'pgrepl_is_standby', text });
  return row?.['standby'] !== false;
}

async function nudge(conversation: Conversation, progress: Progress): Promise<void> {
  try {
    await conversation.ask({ text: 'select pg_reload_conf()' });
  } catch (error) {
    if (!(error instanceof StatementError) || error.lost) throw error;
    // The role may not: then the standby wakes by itself.
    progress.mayReload = false;
  }
}

function notSeen({ startedAt, deadline, silence }: Progress): Deed {
  const tookMs = Math.round(deadline - startedAt);
  const seen =
    silence === null
      ? `It was asked to promote and is still a standby after ${tookMs} ms.`
      : `It was asked to promote, and within ${tookMs} ms could not be asked whether it did: ${silence}`;
  const detail = `${seen} The request stays with it, so that it may yet become a primary.`;
  return { kind: 'unknown', detail };
}
