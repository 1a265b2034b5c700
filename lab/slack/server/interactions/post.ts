import type { Core } from '../core.js';
import type { Channel, User } from '../model/people.js';

/** A person writes a message. Returns what they are told if they can't; null if it was posted. */
export function postAsPerson(
  core: Core,
  user: User,
  channel: Channel,
  text: string,
  threadTs?: string,
): string | null {
  if (channel.isArchived) return 'This channel has been archived.';
  if (!core.workspace.canSee(user, channel)) return 'You are not in this channel.';
  if (user.kind === 'deactivated') return 'Your account has been deactivated.';
  if (text.trim() === '') return 'There is nothing to send.';
  if (threadTs !== undefined && core.messages.find(channel.id, threadTs) === null)
    return 'This thread is gone.';
  core.workspace.join(channel, user);
  const message = core.messages.post({
    channel: channel.id,
    user: user.id,
    appId: null,
    content: { text, blocks: [], attachments: [], metadata: null },
    threadTs: threadTs ?? null,
  });
  core.reads.mark(user.id, channel.id, message.ts);
  core.changes.publish({ kind: 'read', channel, user: user.id });
  return null;
}
