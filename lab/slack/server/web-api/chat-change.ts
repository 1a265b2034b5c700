import type { Json } from '../json.js';
import type { Content, Message } from '../model/message.js';
import { visibleChannel } from './channels.js';
import { type GivenContent, readContent, showing } from './content.js';
import type { Context, Method } from './method.js';
import { renderMessage } from './render.js';
import { invalidArguments, SlackError } from './slack-error.js';

/** Slack's page: the text of chat.update cannot exceed 4,000 characters. */
const LONGEST_UPDATE = 4_000;

export const chatChange: Readonly<Record<string, Method>> = {
  'chat.update': { token: 'bot', scope: 'chat:write', run: update },
  'chat.delete': { token: 'bot', scope: 'chat:write', run: remove },
  'chat.getPermalink': { token: 'bot', run: getPermalink },
};

function update(context: Context): Json {
  const { core, app, args } = context;
  const message = ownMessage(context, 'cant_update_message');
  const given = readContent(args, { ...showing(context), longestText: LONGEST_UPDATE });
  const content = changed(message, given, args.json('metadata') !== undefined);
  core.messages.edit(message, content, app.botUserId);
  return {
    channel: message.channel,
    ts: message.ts,
    text: message.text,
    message: renderMessage(core, message, { withMetadata: true }),
  };
}

/** What is not given stays as it was, the blocks too; an empty list takes them away. */
function changed(message: Message, given: GivenContent, metadataGiven: boolean): Content {
  if (given.text === null && given.blocks === null && given.attachments === null)
    throw new SlackError('no_text');
  const content: Content = {
    text: given.text ?? message.text,
    blocks: given.blocks ?? message.blocks,
    attachments: given.attachments ?? message.attachments,
    metadata: metadataGiven ? given.metadata : message.metadata,
  };
  if (content.text === '' && content.blocks.length === 0 && content.attachments.length === 0)
    throw new SlackError('no_text');
  return content;
}

function remove(context: Context): Json {
  const message = ownMessage(context, 'cant_delete_message');
  const { channel, ts } = message;
  context.core.messages.delete(message);
  return { channel, ts };
}

function getPermalink({ core, app, args }: Context): Json {
  const channel = visibleChannel(core, app, args.string('channel'));
  const ts = args.string('message_ts');
  const message = core.messages.find(channel.id, ts);
  if (message === null || message.ephemeralFor !== null) throw new SlackError('message_not_found');
  const place = `${core.origin()}/archives/${channel.id}/p${ts.replace('.', '')}`;
  const { threadTs } = message;
  const thread = threadTs === null ? '' : `?thread_ts=${threadTs}&cid=${channel.id}`;
  return { channel: channel.id, permalink: place + thread };
}

/** A lasting message of this app's own. */
function ownMessage({ core, app, args }: Context, refusal: string): Message {
  const id = args.string('channel');
  const ts = args.string('ts');
  if (!/^[CDG]/.test(id)) throw new SlackError('channel_not_found');
  const channel = visibleChannel(core, app, id);
  const message = core.messages.find(channel.id, ts);
  if (message === null || message.ephemeralFor !== null || message.deleted)
    throw new SlackError('message_not_found');
  if (message.appId !== app.id) throw new SlackError(refusal);
  if (channel.isArchived) throw new SlackError('is_archived');
  if (args.boolean('as_user')) throw invalidArguments('as_user is not supported');
  return message;
}
