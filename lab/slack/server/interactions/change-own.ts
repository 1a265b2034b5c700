import type { Core } from '../core.js';
import type { Message } from '../model/message.js';
import type { User } from '../model/people.js';

/**
 * A person edits their own message. Returns what they are told if they can't; null if it was edited.
 * Nobody edits what another wrote.
 */
export function editAsPerson(
  core: Core,
  user: User,
  message: Message,
  text: string,
): string | null {
  const refusal = refusedChange(core, user, message);
  if (refusal !== null) return refusal;
  if (message.user !== user.id) return 'You can only edit your own messages.';
  if (text.trim() === '') return 'There is nothing to save.';
  if (text === message.text) return null;
  const { attachments, metadata } = message;
  core.messages.edit(message, { text, blocks: [], attachments, metadata }, user.id);
  return null;
}

/** A person deletes their own message; an administrator deletes anybody's, an app's too. */
export function deleteAsPerson(core: Core, user: User, message: Message): string | null {
  const refusal = refusedChange(core, user, message);
  if (refusal !== null) return refusal;
  if (message.user !== user.id && user.kind !== 'admin')
    return 'You can only delete your own messages.';
  core.messages.delete(message);
  return null;
}

function refusedChange(core: Core, user: User, message: Message): string | null {
  const channel = core.workspace.channel(message.channel);
  if (message.deleted || message.ephemeralFor !== null) return 'This message is gone.';
  if (channel.isArchived) return 'This channel has been archived.';
  if (user.kind === 'deactivated') return 'Your account has been deactivated.';
  return null;
}
