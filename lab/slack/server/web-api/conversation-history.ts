import type { Json } from '../json.js';
import { isReply, type Message } from '../model/message.js';
import type { Channel } from '../model/people.js';
import { compareTs, isTs } from '../model/timestamps.js';
import { requireChannelScope, visibleChannel } from './channels.js';
import type { Context, Method } from './method.js';
import { paged } from './pages.js';
import { renderMessage } from './render.js';
import { SlackError } from './slack-error.js';

export const conversationHistory: Readonly<Record<string, Method>> = {
  'conversations.history': { token: 'bot', run: history },
  'conversations.replies': { token: 'bot', run: replies },
};

/** Newest first; replies only where they were sent to the channel too. */
function history(context: Context): Json {
  const { core, args } = context;
  const channel = readableChannel(context);
  const all = core.messages
    .lasting(channel.id)
    .filter((message) => !isReply(message) || message.broadcast)
    .filter(within(context))
    .sort((one, other) => compareTs(other.ts, one.ts));
  const { items, metadata, hasMore } = paged(all, args, { fallback: 100, most: 999 });
  return {
    messages: items.map(render(context)),
    has_more: hasMore,
    pin_count: 0,
    response_metadata: metadata,
  };
}

/** The root first, then its replies, oldest first. */
function replies(context: Context): Json {
  const { core, args } = context;
  const channel = readableChannel(context);
  const named = core.messages.find(channel.id, args.string('ts'));
  if (named === null || named.ephemeralFor !== null) throw new SlackError('thread_not_found');
  const root = isReply(named) ? core.messages.rootOf(named) : named;
  if (root === null) throw new SlackError('thread_not_found');
  const all = [root, ...core.messages.replies(channel.id, root.ts).filter(within(context))];
  const { items, metadata, hasMore } = paged(all, args, { fallback: 1000, most: 1000 });
  return { messages: items.map(render(context)), has_more: hasMore, response_metadata: metadata };
}

function readableChannel({ core, app, args }: Context): Channel {
  const channel = visibleChannel(core, app, args.string('channel'));
  requireChannelScope(app, channel, 'history');
  if (!channel.members.has(app.botUserId)) throw new SlackError('not_in_channel');
  return channel;
}

/** Between `oldest` and `latest`, which count in only if `inclusive` is set. */
function within({ args }: Context): (message: Message) => boolean {
  const oldest = bound(args.optionalString('oldest'), 'invalid_ts_oldest') ?? '0';
  const latest = bound(args.optionalString('latest'), 'invalid_ts_latest') ?? '9999999999';
  const least = args.boolean('inclusive') ? 0 : 1;
  return ({ ts }) => compareTs(ts, oldest) >= least && compareTs(latest, ts) >= least;
}

function bound(value: string | null, error: string): string | null {
  if (value === null || value === '' || value === 'now') return null;
  if (!isTs(value)) throw new SlackError(error);
  return value;
}

function render({ core, args }: Context): (message: Message) => Json {
  const withMetadata = args.boolean('include_all_metadata');
  return (message) => renderMessage(core, message, { withMetadata });
}
