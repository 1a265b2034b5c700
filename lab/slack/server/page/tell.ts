import type { Change } from '../changes.js';
import type { Core } from '../core.js';
import type { Channel } from '../model/people.js';
import type { Message } from '../model/message.js';
import type { Feed } from './feed.js';
import { pageChannel, pageMessage, pageView, sees } from './render.js';

/** Tells everybody's page what happens, until the returned function is called. */
export function tellPages(core: Core, feed: Feed): () => void {
  return core.changes.subscribe((change) => {
    tell(core, feed, change);
  });
}

function tell(core: Core, feed: Feed, change: Change): void {
  switch (change.kind) {
    case 'message-posted':
      tellMessage(core, feed, change.message);
      tellChannel(core, feed, core.workspace.channel(change.message.channel));
      return;
    case 'message-edited':
      tellMessage(core, feed, change.message);
      return;
    case 'message-deleted':
      tellMessage(core, feed, change.message);
      tellChannel(core, feed, core.workspace.channel(change.message.channel));
      return;
    case 'channel-changed':
    case 'channel-renamed':
    case 'channel-archived':
    case 'channel-unarchived':
      tellChannel(core, feed, change.channel);
      return;
    case 'read': {
      const user = core.workspace.user(change.user);
      const channel = pageChannel(core, user, change.channel);
      feed.tell(user.id, { kind: 'channel', channel });
      return;
    }
    case 'view-shown': {
      const view = pageView(core, change.view);
      feed.tell(change.view.user, { kind: view.type, view });
      return;
    }
    case 'view-closed':
      feed.tell(change.view.user, { kind: 'modal-closed', viewId: change.view.id });
      return;
    case 'connections':
      if (core.workspace.apps.keys().next().value !== change.appId) return;
      for (const user of core.workspace.users.keys())
        feed.tell(user, { kind: 'app', connected: change.count > 0 });
      return;
    default:
      return;
  }
}

/** A reply changes its root too, which shows how many there are. */
function tellMessage(core: Core, feed: Feed, message: Message): void {
  const root = core.messages.rootOf(message);
  for (const user of core.workspace.users.values()) {
    if (!feed.isFollowed(user.id) || !sees(core, user, message)) continue;
    feed.tell(user.id, { kind: 'message', message: pageMessage(core, message) });
    if (root !== null && message.ephemeralFor === null)
      feed.tell(user.id, { kind: 'message', message: pageMessage(core, root) });
  }
}

function tellChannel(core: Core, feed: Feed, channel: Channel): void {
  for (const user of core.workspace.users.values())
    if (feed.isFollowed(user.id) && core.workspace.canSee(user, channel))
      feed.tell(user.id, { kind: 'channel', channel: pageChannel(core, user, channel) });
}
