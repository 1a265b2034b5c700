import type { App } from '@slack/bolt';
import type { ChannelTrouble } from '../../../wording/channel-words.js';
import type { ListenerContext } from '../context.js';
import { Once } from '../once.js';

/**
 * What happens to channels. Slack tells of private ones under the old name of "groups". Whoever is
 * removed from a channel hears `channel_left`, which Slack at times withholds: then the first message
 * that fails tells it.
 */
export function registerChannels(app: App, { onChannel }: ListenerContext): void {
  const events = new Once();
  const told = (eventId: string, id: string, trouble: ChannelTrouble): Promise<void> => {
    if (events.isFirst(eventId)) onChannel({ id, trouble });
    return Promise.resolve();
  };
  app.event('channel_rename', ({ event: { channel }, body }) =>
    told(body.event_id, channel.id, { kind: 'renamed', name: channel.name }),
  );
  app.event('group_rename', ({ event: { channel }, body }) =>
    told(body.event_id, channel.id, { kind: 'renamed', name: channel.name }),
  );
  const archived = { kind: 'archived' } as const;
  app.event('channel_archive', ({ event, body }) => told(body.event_id, event.channel, archived));
  app.event('group_archive', ({ event, body }) => told(body.event_id, event.channel, archived));
  const removed = { kind: 'removed' } as const;
  app.event('channel_left', ({ event, body }) => told(body.event_id, event.channel, removed));
  app.event('group_left', ({ event, body }) => told(body.event_id, event.channel, removed));
}
