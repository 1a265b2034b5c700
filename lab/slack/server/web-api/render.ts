import type { Core } from '../core.js';
import type { Json } from '../json.js';
import type { InstalledApp } from '../model/app.js';
import { isReply, type Message } from '../model/message.js';
import type { Channel, User } from '../model/people.js';
import type { View } from '../model/view.js';

/** A message as the Web API shows it. */
export function renderMessage(
  core: Core,
  message: Readonly<Message>,
  options: { readonly withMetadata: boolean },
): Json {
  const { text, ts, user, blocks, attachments, metadata, edited, subtype } = message;
  return {
    type: 'message',
    ...(subtype === null ? {} : { subtype }),
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    user,
    ts,
    text,
    team: core.workspace.team.id,
    ...bot(core, message),
    ...(blocks.length > 0 ? { blocks } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(message.files.length > 0 ? { files: message.files, upload: true } : {}),
    ...(edited === null ? {} : { edited }),
    ...(options.withMetadata && metadata !== null ? { metadata } : {}),
    ...thread(core, message),
    ...reactions(message),
  };
}

function bot(core: Core, { appId }: Readonly<Message>): Json {
  if (appId === null) return {};
  const app = core.workspace.app(appId);
  return { bot_id: app.botId, app_id: app.id, bot_profile: renderBot(core, app) };
}

export function renderBot(core: Core, app: InstalledApp): Json {
  return {
    id: app.botId,
    app_id: app.id,
    user_id: app.botUserId,
    name: app.name,
    deleted: false,
    updated: 1_700_000_000,
    team_id: core.workspace.team.id,
    icons: {},
  };
}

function thread(core: Core, message: Readonly<Message>): Json {
  const { threadTs, channel } = message;
  if (threadTs === null) return {};
  if (isReply(message)) {
    const root = core.messages.rootOf(message);
    return { thread_ts: threadTs, ...(root === null ? {} : { parent_user_id: root.user }) };
  }
  const replies = core.messages.replies(channel, threadTs);
  const users = [...new Set(replies.map(({ user }) => user))];
  return {
    thread_ts: threadTs,
    reply_count: replies.length,
    reply_users: users.slice(0, 5),
    reply_users_count: users.length,
    ...(replies.length === 0 ? {} : { latest_reply: replies.at(-1)?.ts }),
    is_locked: false,
    subscribed: false,
  };
}

function reactions({ reactions: all }: Readonly<Message>): Json {
  if (all.size === 0) return {};
  return {
    reactions: [...all].map(([name, users]) => ({ name, users: [...users], count: users.size })),
  };
}

/** A channel as `conversations.info` and `conversations.list` show it. */
export function renderChannel(core: Core, app: InstalledApp, channel: Channel): Json {
  const created = Math.floor(channel.createdMs / 1000);
  const team = core.workspace.team.id;
  if (channel.type === 'im') {
    const other = [...channel.members].find((id) => id !== app.botUserId) ?? '';
    return {
      id: channel.id,
      created,
      is_archived: false,
      is_im: true,
      is_org_shared: false,
      context_team_id: team,
      updated: channel.createdMs,
      user: other,
      is_user_deleted: core.workspace.users.get(other)?.kind === 'deactivated',
      priority: 0,
    };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    created,
    is_archived: channel.isArchived,
    is_general: channel.name === 'general',
    unlinked: 0,
    is_shared: channel.isExtShared,
    is_org_shared: false,
    is_pending_ext_shared: channel.isPendingShared,
    pending_shared: [],
    context_team_id: team,
    updated: channel.createdMs,
    parent_conversation: null,
    creator: [...channel.members][0] ?? '',
    is_ext_shared: channel.isExtShared,
    shared_team_ids: [team],
    pending_connected_team_ids: [],
    is_member: channel.members.has(app.botUserId),
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    previous_names: [],
    num_members: channel.members.size,
  };
}

/** A person as `users.info` shows them to an app. */
export function renderUser(core: Core, app: InstalledApp, user: User): Json {
  const deleted = user.kind === 'deactivated';
  const isForeign = user.teamId !== core.workspace.team.id;
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted,
    color: user.colour.replace('#', ''),
    real_name: user.realName,
    tz: user.timeZone,
    profile: {
      title: '',
      phone: '',
      skype: '',
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.name,
      display_name_normalized: user.name,
      status_text: '',
      status_emoji: '',
      team: user.teamId,
    },
    is_admin: user.kind === 'admin',
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.kind === 'guest',
    is_ultra_restricted: user.kind === 'guest',
    is_bot: user.kind === 'bot',
    is_app_user: false,
    updated: 1_700_000_000,
    ...(isForeign ? { is_stranger: isStranger(core, app, user) } : {}),
  };
}

/** A foreigner is no stranger in a channel shared with the app. */
function isStranger(core: Core, app: InstalledApp, user: User): boolean {
  return ![...core.workspace.channels.values()].some(
    ({ members }) => members.has(user.id) && members.has(app.botUserId),
  );
}

/** A view as the Web API and the payloads show it; `values` stand in its state. */
export function renderView(core: Core, view: View, values: Json = {}): Json {
  const app = core.workspace.app(view.appId);
  return {
    id: view.id,
    team_id: core.workspace.team.id,
    private_metadata: '',
    callback_id: '',
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    external_id: '',
    ...view.content,
    state: { values },
    hash: view.hash,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: app.id,
    app_installed_team_id: core.workspace.team.id,
    bot_id: app.botId,
  };
}
