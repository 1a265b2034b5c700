import type { Core } from '../core.js';
import { hasMessagesTab, type InstalledApp } from '../model/app.js';
import type { Channel } from '../model/people.js';
import { requireScope } from './method.js';
import { SlackError } from './slack-error.js';

/** A channel that the bot may know of. @throws channel_not_found */
export function visibleChannel(core: Core, app: InstalledApp, idOrName: string): Channel {
  const channel = core.workspace.channels.get(idOrName);
  if (channel === undefined || (channel.isPrivate && !channel.members.has(app.botUserId)))
    throw new SlackError('channel_not_found');
  return channel;
}

/** A channel that the bot may post to, by id, name or person. @throws as chat.postMessage does */
export function postableChannel(core: Core, app: InstalledApp, target: string): Channel {
  const channel = byTarget(core, app, target);
  if (channel.type === 'im' && !hasMessagesTab(app)) throw new SlackError('messages_tab_disabled');
  const isMember = channel.members.has(app.botUserId);
  if (channel.isPrivate && !isMember) throw new SlackError('channel_not_found');
  if (channel.isArchived) throw new SlackError('is_archived');
  if (!isMember && !app.scopes.includes('chat:write.public'))
    throw new SlackError('not_in_channel');
  return channel;
}

function byTarget(core: Core, app: InstalledApp, target: string): Channel {
  const user = core.workspace.users.get(target);
  if (user !== undefined) {
    if (user.kind === 'deactivated' || user.kind === 'bot')
      throw new SlackError('channel_not_found');
    if (!hasMessagesTab(app)) throw new SlackError('messages_tab_disabled');
    return core.workspace.directMessages(app, user.id);
  }
  const channel = core.workspace.findChannel(target);
  if (channel === undefined) throw new SlackError('channel_not_found');
  return channel;
}

/** @throws missing_scope unless the bot may do this in channels of this kind */
export function requireChannelScope(
  app: InstalledApp,
  channel: Channel,
  right: 'read' | 'history',
): void {
  requireScope(app, `${scopeKind(channel)}:${right}`);
}

function scopeKind(channel: Channel): string {
  if (channel.type === 'im') return 'im';
  return channel.isPrivate ? 'groups' : 'channels';
}
