import type { PageState } from '../../page-api.js';
import type { Core } from '../core.js';
import { pageUser, type User } from '../model/people.js';
import { compareTs } from '../model/timestamps.js';
import type { Feed } from './feed.js';
import { pageChannel, pageMessage, pageView, sees } from './render.js';

/** Everything that one person can see. */
export function pageState(
  core: Core,
  feed: Feed,
  user: User,
  connections: (appId: string) => number,
): PageState {
  const { workspace, messages, views } = core;
  const channels = [...workspace.channels.values()].filter((channel) =>
    workspace.canSee(user, channel),
  );
  const [app] = workspace.apps.values();
  if (app === undefined) throw new Error('The local Slack has no app.');
  const home = views.home(user.id, app.id);
  const apps = [...workspace.apps.values()];
  return {
    team: { id: workspace.team.id, name: workspace.team.name },
    me: pageUser(user),
    users: [...workspace.users.values()].map(pageUser),
    channels: channels.map((channel) => pageChannel(core, user, channel)),
    messages: channels
      .flatMap(({ id }) => messages.all(id))
      .filter((message) => sees(core, user, message))
      .sort((one, other) => compareTs(one.ts, other.ts))
      .map((message) => pageMessage(core, message)),
    commands: apps.flatMap(({ manifest }) =>
      manifest.features.slash_commands.map((each) => ({
        command: each.command,
        description: each.description,
        usageHint: each.usage_hint,
      })),
    ),
    shortcuts: apps.flatMap(({ manifest }) =>
      manifest.features.shortcuts
        .filter(({ type }) => type === 'message')
        .map((each) => ({ callbackId: each.callback_id, name: each.name })),
    ),
    userGroups: [...workspace.userGroups.values()].map(({ id, handle }) => ({ id, handle })),
    app: {
      id: app.id,
      name: app.name,
      connected: app.requestUrls !== null || connections(app.id) > 0,
    },
    home: home === null ? null : pageView(core, home),
    modals: views.modals(user.id).map((view) => pageView(core, view)),
    eventId: feed.lastId,
  };
}
