import type { EpochMs } from '../../replication/observation.js';
import { failureInWords, type Failure, type Outcome } from '../api/outcome.js';
import type { Message } from '../blocks/message.js';
import { afterFailure } from './after-failure.js';
import { idOf, type Call, type RootCall } from './call.js';
import type { CarryOutContext } from './context.js';
import {
  fallbackFor,
  findSent,
  homeOf,
  isAstray,
  placeInWords,
  type SendCall,
} from './destination.js';
import { outageMs } from './plan.js';
import type { Picture } from './pictures.js';
import { discreet } from './discreet.js';
import { meantFor, messageOf, metadataOf } from './render.js';
import { post, update, type Place } from './send.js';
import { uncertainError } from './uncertain.js';

/** What a call came to. Whatever is not `done` is back in the outbox, and due. */
export type CallResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'again'; readonly error: string }
  | {
      readonly kind: 'wait';
      readonly ms: number;
      readonly scope: 'channel' | 'updates';
      readonly error: string;
    }
  /** `delivered`: the message stands in the fallback channel now. */
  | { readonly kind: 'channel-refuses'; readonly error: string; readonly delivered: boolean }
  /** `dead`: not even a reinstallation of the app gives this token its use back. */
  | { readonly kind: 'token'; readonly error: string; readonly dead: boolean };

/**
 * Carries one call out: looks first if an earlier attempt may have arrived, puts on record that it
 * is being sent, sends it once, and puts on record what became of it.
 *
 * @param elsewhere true while the call's own channel is known not to take messages
 */
export async function carryOut(
  call: Call,
  context: CarryOutContext,
  elsewhere: boolean,
): Promise<CallResult> {
  const { outbox, clock, log } = context;
  if (call.kind === 'drop') {
    log.info({ ids: call.ids, why: call.why }, 'messages for Slack were left out');
    await outbox.drop(call.ids, call.why);
    return { kind: 'done' };
  }
  if (call.kind !== 'update' && call.uncertain) {
    const found = await findSent(call, context);
    if (found.kind !== 'ok') return backInOutbox(call, found, context, true);
    if (found.data !== null) {
      log.info({ ids: call.ids }, 'a message that might have been lost was found in Slack');
      await settle(call, found.data, found.data.kind === 'root', context);
      return { kind: 'done' };
    }
    if (needsNoMessage(call, clock.now())) {
      await outbox.retry(call.ids, clock.now(), 'it never arrived');
      return { kind: 'done' };
    }
  }
  await outbox.sending(call.ids);
  const fallback = fallbackFor(call, context);
  if (elsewhere && fallback !== null && call.kind !== 'update' && call.kind !== 'thread') {
    return inFallback(call, fallback, 'the channel did not take messages a moment ago', context);
  }
  return afterSend(call, await send(call, homeOf(call, context), context), context);
}

/** True for what came and went in an outage: now that it certainly did not arrive, a digest has it. */
function needsNoMessage(call: SendCall, now: EpochMs): boolean {
  if (call.kind === 'digest') return true;
  if (call.kind !== 'root' || call.ids.length === 0) return false;
  const { subject } = call;
  if (subject.kind !== 'incident') return false;
  return subject.incident.state === 'resolved' && now - call.since > outageMs;
}

/** The picture that a line in a thread shows. */
function pictureOf(call: SendCall, { pictures }: CarryOutContext): Picture | null {
  return call.kind === 'thread' ? (pictures?.of(call.ids[0] ?? '') ?? null) : null;
}

/** True if Slack refuses a message for its picture, which it has not worked through yet. */
function waitsForPicture(
  call: SendCall,
  outcome: Outcome<Place>,
  context: CarryOutContext,
): boolean {
  return (
    outcome.kind === 'refused' &&
    outcome.detail.includes('slack_file') &&
    pictureOf(call, context) !== null
  );
}

/** Sends once; what Slack does not take as blocks it gets as plain text. */
async function send(
  call: SendCall,
  channel: string,
  context: CarryOutContext,
): Promise<Outcome<Place>> {
  const picture = pictureOf(call, context);
  const made = await discreet(
    call,
    messageOf(call, context.outbox, context.clock.now(), { ...context, picture }),
    context,
  );
  const message = isAstray(call, channel, context) ? meantFor(made, call.channel) : made;
  const outcome = await sendMessage(call, channel, message, context);
  if (waitsForPicture(call, outcome, context)) return outcome;
  if (outcome.kind !== 'refused' || afterFailure(outcome, call).kind !== 'plain-text') {
    return outcome;
  }
  context.log.error({ ids: call.ids, error: outcome.detail }, 'Slack does not take these blocks');
  return sendMessage(call, channel, { text: message.text, blocks: [] }, context);
}

async function sendMessage(
  call: SendCall,
  channel: string,
  message: Message,
  { client, channels }: CarryOutContext,
): Promise<Outcome<Place>> {
  const metadata = metadataOf(call);
  if (call.kind === 'update') return update(client, call.root, message, metadata);
  const inThread = call.kind === 'thread';
  const outcome = await post(client, {
    channel,
    message,
    metadata,
    threadTs: inThread ? call.root.ts : null,
    broadcast: inThread && call.broadcast,
  });
  // A channel that was addressed by its name has told its id.
  if (outcome.kind === 'ok') channels.remember(channel, outcome.data.channel);
  return outcome;
}

/** @param isLast true where there is no further channel to turn to */
async function afterSend(
  call: SendCall,
  outcome: Outcome<Place>,
  context: CarryOutContext,
  isLast = false,
): Promise<CallResult> {
  if (outcome.kind === 'ok') {
    await settle(call, outcome.data, call.kind === 'root', context);
    return { kind: 'done' };
  }
  if (waitsForPicture(call, outcome, context)) {
    const { pictures, outbox, clock } = context;
    for (const id of call.ids) pictures?.refused(id, clock.now());
    await outbox.retry(call.ids, clock.now(), 'Slack has not worked through its picture yet');
    return { kind: 'done' };
  }
  const error = failureInWords(outcome);
  const decision = afterFailure(outcome, call);
  switch (decision.kind) {
    case 'again':
      return backInOutbox(call, outcome, context, decision.mayHaveArrived);
    case 'wait':
      await backInOutbox(call, outcome, context, false);
      return { kind: 'wait', ms: decision.ms, scope: decision.scope, error };
    case 'token':
      await backInOutbox(call, outcome, context, false);
      return { kind: 'token', error, dead: decision.dead };
    case 'plain-text':
      context.log.error({ ids: call.ids, error }, 'Slack takes this message in no form');
      await context.outbox.drop(call.ids, error);
      return { kind: 'done' };
    case 'new-root':
      return newRoot(call, homeOf(call, context), context);
    case 'elsewhere': {
      const fallback = isLast ? null : fallbackFor(call, context);
      if (fallback !== null) return inFallback(call, fallback, error, context);
      await backInOutbox(call, outcome, context, false);
      return { kind: 'channel-refuses', error, delivered: false };
    }
  }
}

async function inFallback(
  call: SendCall,
  fallback: string,
  error: string,
  context: CarryOutContext,
): Promise<CallResult> {
  context.log.warn({ channel: call.channel, error }, 'a channel does not take messages');
  const result =
    call.kind === 'update' || call.kind === 'thread'
      ? await newRoot(call, fallback, context)
      : await afterFallback(call, await send(call, fallback, context), context);
  if (result.kind !== 'done' && result.kind !== 'channel-refuses') return result;
  return { kind: 'channel-refuses', error, delivered: result.kind === 'done' };
}

/** There is no further channel behind the fallback. */
async function afterFallback(
  call: SendCall,
  outcome: Outcome<Place>,
  context: CarryOutContext,
): Promise<CallResult> {
  return afterSend(call, outcome, context, true);
}

/** Posts an incident's root, or an operation's card, anew, in its channel or in another; its thread lines come after it. */
async function newRoot(
  call: SendCall,
  channel: string,
  context: CarryOutContext,
): Promise<CallResult> {
  const { outbox, clock } = context;
  if ((call.kind !== 'update' && call.kind !== 'thread') || call.subject === null) {
    await outbox.drop(call.ids, 'the message it belongs to is gone');
    return { kind: 'done' };
  }
  const root: RootCall = {
    ...call,
    kind: 'root',
    ids: call.kind === 'update' ? call.ids : [],
    messageId: call.kind === 'update' ? call.messageId : idOf(call.subject),
    uncertain: false,
    subject: call.subject,
  };
  // An earlier attempt at just this may have arrived without anybody hearing of it.
  const found = await findSent(root, context);
  const before = found.kind === 'ok' && found.data?.ts !== call.root.ts ? found.data : null;
  const outcome: Outcome<Place> =
    before === null
      ? await send(root, channel, context)
      : { kind: 'ok', data: { channel: before.channel, ts: before.ts } };
  const result = await afterFallback(root, outcome, context);
  if (call.kind === 'thread') {
    await outbox.retry(call.ids, clock.now(), 'waits for its root message');
  }
  return result;
}

async function settle(
  call: SendCall,
  at: Place,
  isRoot: boolean,
  context: CarryOutContext,
): Promise<void> {
  const root =
    call.kind === 'root' && isRoot
      ? { subjectId: idOf(call.subject), channel: at.channel, ts: at.ts }
      : undefined;
  const place = call.kind === 'update' ? null : placeInWords(call, at.channel, context);
  await context.outbox.sent(call.ids, root, at.ts, place);
}

/** The items are due again at once: how long their channel waits is for the loop to say. */
async function backInOutbox(
  call: SendCall,
  failure: Failure,
  { outbox, clock }: CarryOutContext,
  mayHaveArrived: boolean,
): Promise<CallResult> {
  const error = failureInWords(failure);
  const kept =
    mayHaveArrived && call.kind !== 'update'
      ? uncertainError({ kind: call.kind, messageId: call.messageId }, error)
      : error;
  await outbox.retry(call.ids, clock.now(), kept);
  return failure.kind === 'rate-limited'
    ? { kind: 'wait', ms: failure.retryAfterMs, scope: 'channel', error }
    : { kind: 'again', error };
}
