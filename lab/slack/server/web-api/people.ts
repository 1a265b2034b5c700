import type { Json } from '../json.js';
import type { UserGroup } from '../model/people.js';
import type { Context, Method } from './method.js';
import { paged } from './pages.js';
import { renderBot, renderUser } from './render.js';
import { SlackError } from './slack-error.js';

export const people: Readonly<Record<string, Method>> = {
  'users.info': { token: 'bot', scope: 'users:read', run: userInfo },
  'users.list': { token: 'bot', scope: 'users:read', run: userList },
  'usergroups.list': { token: 'bot', scope: 'usergroups:read', run: groupList },
  'usergroups.users.list': { token: 'bot', scope: 'usergroups:read', run: groupUsers },
  'bots.info': { token: 'bot', scope: 'users:read', run: botInfo },
  'team.info': { token: 'bot', scope: 'team:read', run: teamInfo },
};

function userInfo({ core, app, args }: Context): Json {
  const user = core.workspace.users.get(args.string('user'));
  if (user === undefined) throw new SlackError('user_not_found');
  return { user: renderUser(core, app, user) };
}

function userList({ core, app, args }: Context): Json {
  const own = [...core.workspace.users.values()].filter(
    ({ teamId }) => teamId === core.workspace.team.id,
  );
  const { items, metadata } = paged(own, args, { fallback: 1000, most: 1000 });
  return {
    members: items.map((user) => renderUser(core, app, user)),
    cache_ts: Math.floor(core.clock.now() / 1000),
    response_metadata: metadata,
  };
}

function groupList({ core, args }: Context): Json {
  const groups = [...core.workspace.userGroups.values()];
  return {
    usergroups: groups.map((group) => renderGroup(core.workspace.team.id, group, args)),
  };
}

function renderGroup(teamId: string, group: UserGroup, args: Context['args']): Json {
  return {
    id: group.id,
    team_id: teamId,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    description: '',
    handle: group.handle,
    is_external: false,
    date_create: 1_700_000_000,
    date_update: 1_700_000_000,
    date_delete: 0,
    auto_type: null,
    prefs: { channels: [], groups: [] },
    ...(args.boolean('include_users') ? { users: group.members } : {}),
    ...(args.boolean('include_count') ? { user_count: group.members.length } : {}),
  };
}

function groupUsers({ core, args }: Context): Json {
  const group = core.workspace.userGroups.get(args.string('usergroup'));
  if (group === undefined) throw new SlackError('no_such_subteam');
  return { users: group.members };
}

function botInfo({ core, app, args }: Context): Json {
  const wanted = args.optionalString('bot') ?? app.botId;
  const found = [...core.workspace.apps.values()].find(({ botId }) => botId === wanted);
  if (found === undefined) throw new SlackError('bot_not_found');
  return { bot: renderBot(core, found) };
}

function teamInfo({ core }: Context): Json {
  const { id, name, domain } = core.workspace.team;
  return { team: { id, name, domain, email_domain: '', icon: {} } };
}
