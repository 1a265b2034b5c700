import type { Json } from '../json.js';
import { visibleChannel } from './channels.js';
import type { Context, Method } from './method.js';
import { SlackError } from './slack-error.js';

export const basics: Readonly<Record<string, Method>> = {
  'api.test': { token: 'none', run: apiTest },
  'auth.test': { token: 'bot', run: authTest },
  'reactions.add': { token: 'bot', scope: 'reactions:write', run: addReaction },
};

function apiTest({ args }: Context): Json {
  const error = args.optionalString('error');
  if (error !== null) throw new SlackError(error, { args: args.raw });
  return { args: args.raw };
}

function authTest({ core, app }: Context): Json {
  const { team } = core.workspace;
  return {
    url: `${core.origin()}/`,
    team: team.name,
    user: core.workspace.user(app.botUserId).name,
    team_id: team.id,
    user_id: app.botUserId,
    bot_id: app.botId,
    is_enterprise_install: false,
  };
}

function addReaction({ core, app, args }: Context): Json {
  const name = args.string('name');
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new SlackError('invalid_name');
  const channel = visibleChannel(core, app, args.string('channel'));
  if (!channel.members.has(app.botUserId)) throw new SlackError('not_in_channel');
  const message = core.messages.find(channel.id, args.string('timestamp'));
  if (message === null || message.ephemeralFor !== null) throw new SlackError('message_not_found');
  const users = message.reactions.get(name) ?? new Set<string>();
  if (users.has(app.botUserId)) throw new SlackError('already_reacted');
  message.reactions.set(name, users.add(app.botUserId));
  return {};
}
