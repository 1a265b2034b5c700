import { safeName } from '../../wording/safe-text.js';
import type { Outcome } from '../api/outcome.js';
import type { Call, DropCall, PostCall } from './call.js';
import type { CarryOutContext } from './context.js';
import { look, type Found } from './look.js';

/** Slack takes no longer name for a channel. */
const longestChannel = 81;

export type SendCall = Exclude<Call, DropCall>;

/** A configured channel by its id, or by its name while Slack has not given one. */
function known(channel: string, { channels }: CarryOutContext): string {
  return channels.idOf(channel) ?? channel;
}

/** Where a call's message belongs: with its root, or in the channel that it is meant for. */
export function homeOf(call: SendCall, context: CarryOutContext): string {
  return call.kind === 'update' || call.kind === 'thread'
    ? call.root.channel
    : known(call.channel, context);
}

/** The channel to turn to; null if there is none, or the message stands there already. */
export function fallbackFor(call: SendCall, context: CarryOutContext): string | null {
  if (context.fallbackChannel === null) return null;
  const fallback = known(context.fallbackChannel, context);
  return homeOf(call, context) === fallback ? null : fallback;
}

/** True if a message that is put here was meant for another channel and must say so. */
export function isAstray(call: SendCall, here: string, context: CarryOutContext): boolean {
  return call.kind !== 'thread' && isElsewhere(call, here, context);
}

function isElsewhere(call: SendCall, here: string, context: CarryOutContext): boolean {
  if (context.fallbackChannel === null) return false;
  const fallback = known(context.fallbackChannel, context);
  return here === fallback && known(call.channel, context) !== fallback;
}

/** Where a message stands, as the configuration has it. */
export function placeInWords(call: SendCall, here: string, context: CarryOutContext): string {
  const meant = safeName(call.channel, longestChannel);
  if (!isElsewhere(call, here, context)) return meant;
  return `${safeName(context.fallbackChannel ?? here, longestChannel)}, in place of ${meant}`;
}

/**
 * Looks wherever the message may stand; null if it is nowhere. Where pgrepl may not look it was not
 * found: then it is rather sent twice than not at all.
 */
export async function findSent(
  call: PostCall,
  context: CarryOutContext,
): Promise<Outcome<Found | null>> {
  const { channels, client, log } = context;
  const places =
    call.kind === 'thread' ? [call.root.channel] : [call.channel, context.fallbackChannel];
  for (const place of new Set(places)) {
    if (place === null) continue;
    if (channels.idOf(place) === null) {
      const list = await channels.resolve();
      if (list.kind !== 'ok' && list.kind !== 'refused') return list;
    }
    const id = channels.idOf(place);
    if (id === null) continue;
    const outcome = await look(client, id, call);
    if (outcome.kind === 'refused') {
      log.warn({ channel: place, error: outcome.error }, 'pgrepl may not look into this channel');
    } else if (outcome.kind !== 'ok' || outcome.data !== null) {
      return outcome;
    }
  }
  return { kind: 'ok', data: null };
}
