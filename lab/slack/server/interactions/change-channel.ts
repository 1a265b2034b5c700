import { Admin } from '../admin.js';
import type { Core } from '../core.js';
import type { Channel, User } from '../model/people.js';

/** Slack takes no longer name for a channel. */
const longestName = 80;

/**
 * A person gives a channel another name. Returns what they are told if they can't; null if it has that
 * name now. A workspace may keep this to its administrators; here every full member may.
 */
export function renameAsPerson(
  core: Core,
  user: User,
  channel: Channel,
  typed: string,
): string | null {
  const refusal = refusedChange(core, user, channel);
  if (refusal !== null) return refusal;
  if (channel.isArchived) return 'This channel has been archived.';
  const name = typed.trim().replace(/^#/, '');
  // https://docs.slack.dev/reference/methods/conversations.rename: letters, digits, hyphens, underscores.
  if (name.length > longestName || !/^[\p{Ll}\p{Lo}\p{N}_-]+$/u.test(name)) {
    return `Channel names have no capital letters, spaces or full stops, and at most ${longestName} characters.`;
  }
  if (name === channel.name) return null;
  if (core.workspace.findChannel(name) !== undefined) return 'That name is already taken.';
  new Admin(core).renameChannel(channel.id, name);
  return null;
}

/** A person archives a channel, or takes it out of the archive. */
export function archiveAsPerson(
  core: Core,
  user: User,
  channel: Channel,
  archived: boolean,
): string | null {
  const refusal = refusedChange(core, user, channel);
  if (refusal !== null) return refusal;
  if (archived && channel.name === 'general') return "The general channel can't be archived.";
  if (archived !== channel.isArchived) new Admin(core).archiveChannel(channel.id, archived);
  return null;
}

/** A person invites the app to a channel, or removes it. */
export function moveAppAsPerson(
  core: Core,
  user: User,
  channel: Channel,
  isMember: boolean,
): string | null {
  const refusal = refusedChange(core, user, channel);
  if (refusal !== null) return refusal;
  if (channel.isArchived) return 'This channel has been archived.';
  const [app] = core.workspace.apps.values();
  if (app === undefined) return 'There is no app here.';
  const admin = new Admin(core);
  if (isMember) admin.invite(channel.id, app.botUserId);
  else admin.remove(channel.id, app.botUserId);
  return null;
}

function refusedChange(core: Core, user: User, channel: Channel): string | null {
  if (channel.type !== 'channel' || !core.workspace.canSee(user, channel))
    return 'You are not in this channel.';
  if (user.kind !== 'member' && user.kind !== 'admin')
    return 'Only full members of this workspace change its channels.';
  return null;
}
