import type { PageChannel, PageFile, PageMessage, PageView } from '../../page-api.js';
import type { Core } from '../core.js';
import { stringOf, type Json } from '../json.js';
import { isReply, type Message } from '../model/message.js';
import type { Channel, User } from '../model/people.js';
import { compareTs } from '../model/timestamps.js';
import type { View } from '../model/view.js';
import { renderView } from '../web-api/render.js';

/** Whether a person sees a message. */
export function sees(core: Core, user: User, message: Message): boolean {
  if (message.ephemeralFor !== null) return message.ephemeralFor === user.id;
  const channel = core.workspace.channels.get(message.channel);
  return channel !== undefined && core.workspace.canSee(user, channel);
}

export function pageMessage(core: Core, message: Message): PageMessage {
  const replies =
    message.ephemeralFor === null && !isReply(message)
      ? core.messages.replies(message.channel, message.ts)
      : [];
  return {
    channel: message.channel,
    ts: message.ts,
    threadTs: isReply(message) ? message.threadTs : null,
    user: message.user,
    text: message.text,
    blocks: message.blocks,
    files: message.files.map(pageFile),
    edited: message.edited !== null,
    deleted: message.deleted,
    ephemeral: message.ephemeralFor !== null,
    broadcast: message.broadcast,
    replyCount: replies.length,
    latestReply: replies.at(-1)?.ts ?? null,
  };
}

function pageFile(file: Json): PageFile {
  return {
    id: stringOf(file['id']) ?? '',
    name: stringOf(file['name']) ?? '',
    title: stringOf(file['title']) ?? '',
    mimetype: stringOf(file['mimetype']) ?? '',
    size: Number(file['size']),
  };
}

export function pageChannel(core: Core, user: User, channel: Channel): PageChannel {
  const { id, name, isPrivate, isExtShared, isArchived, topic } = channel;
  return {
    id,
    name,
    isPrivate,
    isExtShared,
    isArchived,
    hasApp: [...core.workspace.apps.values()].some(({ botUserId }) =>
      channel.members.has(botUserId),
    ),
    ...(channel.type === 'im' ? { isDirectMessage: true } : {}),
    topic,
    unread: unread(core, user, channel),
  };
}

/** Others' messages in the channel itself that came after the mark. */
function unread(core: Core, user: User, channel: Channel): number {
  const read = core.reads.last(user.id, channel.id);
  return core.messages
    .lasting(channel.id)
    .filter((message) => !message.deleted && message.user !== user.id)
    .filter((message) => !isReply(message) || message.broadcast)
    .filter(({ ts }) => compareTs(ts, read) > 0).length;
}

export function pageView(core: Core, view: View): PageView {
  return { id: view.id, type: view.type, view: renderView(core, view), errors: view.errors };
}
