import type { Core } from '../core.js';
import type { Json } from '../json.js';
import type { InstalledApp } from '../model/app.js';
import type { Channel, User } from '../model/people.js';
import type { NamedEvent } from './named-event.js';

export function renamed(core: Core, app: InstalledApp, channel: Channel): readonly NamedEvent[] {
  const { id, name, createdMs } = channel;
  return named(core, app, channel, 'rename', () => ({
    channel: { id, name, created: Math.floor(createdMs / 1000) },
  }));
}

export function archived(
  core: Core,
  app: InstalledApp,
  channel: Channel,
  what: 'archive' | 'unarchive',
): readonly NamedEvent[] {
  return named(core, app, channel, what, () => ({ channel: channel.id }));
}

export function membership(
  core: Core,
  app: InstalledApp,
  channel: Channel,
  user: User,
  type: 'member_joined_channel' | 'member_left_channel',
): readonly NamedEvent[] {
  if (!channel.members.has(app.botUserId) && user.id !== app.botUserId) return [];
  const event = (): Json => ({
    type,
    user: user.id,
    channel: channel.id,
    channel_type: channel.isPrivate ? 'G' : 'C',
    team: core.workspace.team.id,
    event_ts: core.timestamps.next(),
  });
  return [{ name: type, event }];
}

/**
 * Who leaves is told to those who stay. The one who was removed is no member any more and hears another
 * event.
 */
export function left(
  core: Core,
  app: InstalledApp,
  channel: Channel,
  user: User,
): readonly NamedEvent[] {
  if (user.id !== app.botUserId) return membership(core, app, channel, user, 'member_left_channel');
  const name = channel.isPrivate ? 'group_left' : 'channel_left';
  const event = (): Json => ({
    type: name,
    channel: channel.id,
    event_ts: core.timestamps.next(),
  });
  return [{ name, event }];
}

/** Private channels are called groups here, and only their members hear of them. */
function named(
  core: Core,
  app: InstalledApp,
  channel: Channel,
  what: 'rename' | 'archive' | 'unarchive',
  details: () => Json,
): readonly NamedEvent[] {
  if (channel.isPrivate && !channel.members.has(app.botUserId)) return [];
  const name = `${channel.isPrivate ? 'group' : 'channel'}_${what}`;
  const event = (): Json => ({ type: name, ...details(), event_ts: core.timestamps.next() });
  return [{ name, event }];
}
