import type { Json } from '../json.js';
import type { Channel } from '../model/people.js';
import { isReply, type Message } from '../model/message.js';
import { isTs } from '../model/timestamps.js';
import { postableChannel } from './channels.js';
import { newContent, readContent, showing } from './content.js';
import { type Context, type Method, requireScope } from './method.js';
import { renderMessage } from './render.js';
import { invalidArguments, SlackError } from './slack-error.js';

export const chatPost: Readonly<Record<string, Method>> = {
  'chat.postMessage': { token: 'bot', scope: 'chat:write', run: postMessage },
  'chat.postEphemeral': { token: 'bot', scope: 'chat:write', run: postEphemeral },
};

function postMessage(context: Context): Json {
  const { core, app, args } = context;
  const channel = postableChannel(core, app, args.string('channel'));
  checkAuthorship(context);
  const content = newContent(readContent(args, showing(context)));
  const root = threadRoot(context, channel);
  const broadcast = args.boolean('reply_broadcast');
  if (broadcast && root === null)
    throw invalidArguments('reply_broadcast needs thread_ts [json-pointer:/reply_broadcast]');
  const message = core.messages.post({
    channel: channel.id,
    user: app.botUserId,
    appId: app.id,
    content,
    threadTs: root?.ts ?? null,
    broadcast,
  });
  return {
    channel: channel.id,
    ts: message.ts,
    message: renderMessage(core, message, { withMetadata: true }),
  };
}

function postEphemeral(context: Context): Json {
  const { core, app, args } = context;
  const channel = postableChannel(core, app, args.string('channel'));
  const user = args.string('user');
  if (!core.workspace.users.has(user)) throw new SlackError('user_not_found');
  if (!channel.members.has(user)) throw new SlackError('user_not_in_channel');
  checkAuthorship(context);
  const message = core.messages.post({
    channel: channel.id,
    user: app.botUserId,
    appId: app.id,
    content: newContent(readContent(args, showing(context))),
    threadTs: threadRoot(context, channel)?.ts ?? null,
    ephemeralFor: user,
  });
  return { message_ts: message.ts };
}

function checkAuthorship({ app, args }: Context): void {
  if (args.boolean('as_user')) throw new SlackError('as_user_not_supported');
  if (args.has('username') || args.has('icon_emoji') || args.has('icon_url'))
    requireScope(app, 'chat:write.customize');
}

/** The root of the thread that is named; a reply's own timestamp leads to its root. */
export function threadRoot({ core, args }: Context, channel: Channel): Message | null {
  const ts = args.optionalString('thread_ts');
  if (ts === null || ts === '') return null;
  if (!isTs(ts)) throw new SlackError('invalid_thread_ts');
  const named = core.messages.find(channel.id, ts);
  if (named === null || named.ephemeralFor !== null) throw new SlackError('thread_not_found');
  return isReply(named) ? core.messages.rootOf(named) : named;
}
