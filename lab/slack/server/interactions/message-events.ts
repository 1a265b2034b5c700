import type { Core } from '../core.js';
import type { Json } from '../json.js';
import type { InstalledApp } from '../model/app.js';
import type { Message } from '../model/message.js';
import type { Channel } from '../model/people.js';
import { renderMessage } from '../web-api/render.js';
import type { NamedEvent } from './named-event.js';

/** What an app hears of a new message. */
export function posted(core: Core, app: InstalledApp, message: Message): readonly NamedEvent[] {
  const channel = heard(core, app, message);
  if (channel === null) return [];
  const event = (): Json => ({
    ...renderMessage(core, message, { withMetadata: true }),
    channel: channel.id,
    event_ts: message.ts,
    channel_type: channelType(channel),
  });
  const isMention = message.text.includes(`<@${app.botUserId}>`) && message.user !== app.botUserId;
  return [
    { name: messageEvent(channel), event },
    ...(isMention
      ? [{ name: 'app_mention', event: () => ({ ...event(), type: 'app_mention' }) }]
      : []),
  ];
}

export function edited(
  core: Core,
  app: InstalledApp,
  message: Message,
  previous: Readonly<Message>,
): readonly NamedEvent[] {
  return hidden(core, app, message, () => ({
    subtype: 'message_changed',
    message: renderMessage(core, message, { withMetadata: true }),
    previous_message: renderMessage(core, previous, { withMetadata: true }),
  }));
}

/** A root with replies is not gone: what is left of it is told as a change, to a tombstone. */
export function deleted(
  core: Core,
  app: InstalledApp,
  message: Message,
  gone: boolean,
): readonly NamedEvent[] {
  if (!gone) {
    return hidden(core, app, message, () => ({
      subtype: 'message_changed',
      message: renderMessage(core, message, { withMetadata: true }),
    }));
  }
  return hidden(core, app, message, () => ({
    subtype: 'message_deleted',
    deleted_ts: message.ts,
  }));
}

/** A message event that nobody sees as a message. */
function hidden(
  core: Core,
  app: InstalledApp,
  message: Message,
  details: () => Json,
): readonly NamedEvent[] {
  const channel = heard(core, app, message);
  if (channel === null) return [];
  const event = (): Json => {
    const ts = core.timestamps.next();
    return {
      type: 'message',
      ...details(),
      channel: channel.id,
      hidden: true,
      ts,
      event_ts: ts,
      channel_type: channelType(channel),
    };
  };
  return [{ name: messageEvent(channel), event }];
}

/** The channel of a message that the app's bot hears; null if it does not. */
function heard(core: Core, app: InstalledApp, message: Message): Channel | null {
  if (message.ephemeralFor !== null) return null;
  const channel = core.workspace.channel(message.channel);
  return channel.members.has(app.botUserId) ? channel : null;
}

function messageEvent(channel: Channel): string {
  if (channel.type === 'im') return 'message.im';
  return channel.isPrivate ? 'message.groups' : 'message.channels';
}

function channelType(channel: Channel): string {
  if (channel.type === 'im') return 'im';
  return channel.isPrivate ? 'group' : 'channel';
}
