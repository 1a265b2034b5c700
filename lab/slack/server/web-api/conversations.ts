import type { Json } from '../json.js';
import type { Channel } from '../model/people.js';
import { requireChannelScope, visibleChannel } from './channels.js';
import { type Context, type Method, requireScope } from './method.js';
import { paged } from './pages.js';
import { renderChannel } from './render.js';
import { SlackError } from './slack-error.js';

export const conversations: Readonly<Record<string, Method>> = {
  'conversations.list': { token: 'bot', run: list },
  'conversations.info': { token: 'bot', run: info },
  'conversations.members': { token: 'bot', run: members },
  'conversations.join': { token: 'bot', scope: 'channels:join', run: join },
  'conversations.open': { token: 'bot', scope: 'im:write', run: open },
};

/** The types of channels, and the scope that shows each. */
const TYPES: Readonly<
  Record<string, { readonly scope: string; readonly has: (channel: Channel) => boolean }>
> = {
  public_channel: {
    scope: 'channels:read',
    has: ({ type, isPrivate }) => type === 'channel' && !isPrivate,
  },
  private_channel: {
    scope: 'groups:read',
    has: ({ type, isPrivate }) => type === 'channel' && isPrivate,
  },
  im: { scope: 'im:read', has: ({ type }) => type === 'im' },
  mpim: { scope: 'mpim:read', has: () => false },
};

function list({ core, app, args }: Context): Json {
  const names = (args.optionalString('types') ?? 'public_channel').split(',');
  const types = names.map((name) => {
    const type = TYPES[name.trim()];
    if (type === undefined) throw new SlackError('invalid_types');
    return type;
  });
  for (const { scope } of types) requireScope(app, scope);
  const all = [...core.workspace.channels.values()]
    .filter((channel) => types.some(({ has }) => has(channel)))
    .filter(({ isPrivate, members: who }) => !isPrivate || who.has(app.botUserId))
    .filter(({ isArchived }) => !(isArchived && args.boolean('exclude_archived')));
  const { items, metadata } = paged(all, args, { fallback: 100, most: 1000 });
  return {
    channels: items.map((channel) => renderChannel(core, app, channel)),
    response_metadata: metadata,
  };
}

function info({ core, app, args }: Context): Json {
  const channel = visibleChannel(core, app, args.string('channel'));
  requireChannelScope(app, channel, 'read');
  const shown = renderChannel(core, app, channel);
  if (args.boolean('include_num_members')) return { channel: shown };
  return {
    channel: Object.fromEntries(Object.entries(shown).filter(([key]) => key !== 'num_members')),
  };
}

function members({ core, app, args }: Context): Json {
  const channel = visibleChannel(core, app, args.string('channel'));
  requireChannelScope(app, channel, 'read');
  const { items, metadata } = paged([...channel.members], args, { fallback: 100, most: 1000 });
  return { members: items, response_metadata: metadata };
}

function join({ core, app, args }: Context): Json {
  const channel = visibleChannel(core, app, args.string('channel'));
  if (channel.type !== 'channel' || channel.isPrivate)
    throw new SlackError('method_not_supported_for_channel_type');
  if (channel.isArchived) throw new SlackError('is_archived');
  const already = channel.members.has(app.botUserId);
  core.workspace.join(channel, core.workspace.user(app.botUserId));
  return {
    channel: renderChannel(core, app, channel),
    ...(already ? { warning: 'already_in_channel' } : {}),
  };
}

function open({ core, app, args }: Context): Json {
  const known = args.optionalString('channel');
  if (known !== null) {
    const channel = visibleChannel(core, app, known);
    return { no_op: true, already_open: true, channel: { id: channel.id } };
  }
  const users = (args.optionalString('users') ?? '').split(',').filter((user) => user !== '');
  if (users.length === 0) throw new SlackError('users_list_not_supplied');
  if (users.length > 1) {
    requireScope(app, 'mpim:write');
    throw new SlackError('method_not_supported_for_channel_type');
  }
  const user = core.workspace.users.get(users[0] ?? '');
  if (user === undefined) throw new SlackError('user_not_found');
  if (user.kind === 'deactivated') throw new SlackError('user_disabled');
  if (user.kind === 'bot') throw new SlackError('cannot_dm_bot');
  const channel = core.workspace.directMessages(app, user.id);
  return {
    channel: args.boolean('return_im') ? renderChannel(core, app, channel) : { id: channel.id },
  };
}
