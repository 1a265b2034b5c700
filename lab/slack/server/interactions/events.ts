import type { Change } from '../changes.js';
import type { Core } from '../core.js';
import type { Json } from '../json.js';
import type { InstalledApp } from '../model/app.js';
import { isReply, type Message } from '../model/message.js';
import type { Channel } from '../model/people.js';
import { renderMessage, renderView } from '../web-api/render.js';
import { VERIFICATION_TOKEN } from './interaction.js';

/** Sends apps the events that they have subscribed to, until the returned function is called. */
export function sendEvents(core: Core): () => void {
  return core.changes.subscribe((change) => {
    for (const app of core.workspace.apps.values())
      for (const { name, event } of eventsOf(core, app, change))
        if (app.manifest.settings.event_subscriptions.bot_events.includes(name))
          void core.deliveries.sendEvent(app, wrap(core, app, event));
  });
}

/** Tells the app that a person opened its Home or Messages tab. */
export function openHome(core: Core, app: InstalledApp, user: string): void {
  const { bot_events: events } = app.manifest.settings.event_subscriptions;
  if (!events.includes('app_home_opened')) return;
  const home = core.views.home(user, app.id);
  void core.deliveries.sendEvent(
    app,
    wrap(core, app, {
      type: 'app_home_opened',
      user,
      channel: core.workspace.directMessages(app, user).id,
      tab: 'home',
      event_ts: core.timestamps.next(),
      ...(home === null ? {} : { view: renderView(core, home) }),
    }),
  );
}

interface NamedEvent {
  /** As manifests name it: `message.channels` for a message in a channel. */
  readonly name: string;
  readonly event: Json;
}

function eventsOf(core: Core, app: InstalledApp, change: Change): readonly NamedEvent[] {
  const event_ts = core.timestamps.next();
  switch (change.kind) {
    case 'message-posted':
      return posted(core, app, change.message);
    case 'message-edited': {
      const channel = heard(core, app, change.message);
      if (channel === null) return [];
      const event = {
        type: 'message',
        subtype: 'message_changed',
        message: renderMessage(core, change.message, { withMetadata: true }),
        previous_message: renderMessage(core, change.previous, { withMetadata: true }),
        channel: channel.id,
        hidden: true,
        ts: event_ts,
        event_ts,
        channel_type: channelType(channel),
      };
      return [{ name: messageEvent(channel), event }];
    }
    case 'message-deleted': {
      const channel = heard(core, app, change.message);
      if (channel === null) return [];
      const event = {
        type: 'message',
        subtype: 'message_deleted',
        deleted_ts: change.message.ts,
        channel: channel.id,
        hidden: true,
        ts: event_ts,
        event_ts,
        channel_type: channelType(channel),
      };
      return [{ name: messageEvent(channel), event }];
    }
    case 'channel-renamed': {
      const { id, name, createdMs } = change.channel;
      const channel = { id, name, created: Math.floor(createdMs / 1000) };
      return named(app, change.channel, 'rename', { channel, event_ts });
    }
    case 'channel-archived':
      return named(app, change.channel, 'archive', { channel: change.channel.id, event_ts });
    case 'channel-unarchived':
      return named(app, change.channel, 'unarchive', { channel: change.channel.id, event_ts });
    case 'member-joined':
    case 'member-left': {
      const { channel, user } = change;
      if (!channel.members.has(app.botUserId) && user.id !== app.botUserId) return [];
      const type =
        change.kind === 'member-joined' ? 'member_joined_channel' : 'member_left_channel';
      const event = {
        type,
        user: user.id,
        channel: channel.id,
        channel_type: channel.isPrivate ? 'G' : 'C',
        team: core.workspace.team.id,
        event_ts,
      };
      return [{ name: type, event }];
    }
    default:
      return [];
  }
}

function posted(core: Core, app: InstalledApp, message: Message): readonly NamedEvent[] {
  const channel = heard(core, app, message);
  if (channel === null) return [];
  const event = {
    ...renderMessage(core, message, { withMetadata: true }),
    channel: channel.id,
    event_ts: message.ts,
    channel_type: channelType(channel),
  };
  const mentioned = message.text.includes(`<@${app.botUserId}>`);
  return [
    { name: messageEvent(channel), event },
    ...(mentioned && message.user !== app.botUserId
      ? [{ name: 'app_mention', event: { ...event, type: 'app_mention' } }]
      : []),
  ];
}

/** The channel of a message that the app's bot hears; null if it does not. */
function heard(core: Core, app: InstalledApp, message: Message): Channel | null {
  if (message.ephemeralFor !== null) return null;
  const channel = core.workspace.channel(message.channel);
  if (!channel.members.has(app.botUserId)) return null;
  return isReply(message) && core.messages.rootOf(message) === null ? null : channel;
}

function named(
  app: InstalledApp,
  channel: Channel,
  what: 'rename' | 'archive' | 'unarchive',
  event: Json,
): readonly NamedEvent[] {
  if (channel.isPrivate && !channel.members.has(app.botUserId)) return [];
  const name = `${channel.isPrivate ? 'group' : 'channel'}_${what}`;
  return [{ name, event: { type: name, ...event } }];
}

function messageEvent(channel: Channel): string {
  if (channel.type === 'im') return 'message.im';
  return channel.isPrivate ? 'message.groups' : 'message.channels';
}

function channelType(channel: Channel): string {
  if (channel.type === 'im') return 'im';
  return channel.isPrivate ? 'group' : 'channel';
}

/** An event as Slack wraps it. */
function wrap(core: Core, app: InstalledApp, event: Json): Json {
  const { id: teamId } = core.workspace.team;
  return {
    token: VERIFICATION_TOKEN,
    team_id: teamId,
    context_team_id: teamId,
    context_enterprise_id: null,
    api_app_id: app.id,
    event,
    type: 'event_callback',
    event_id: core.ids.next('Ev'),
    event_time: Math.floor(core.clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: teamId,
        user_id: app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: core.timestamps.next(),
  };
}
