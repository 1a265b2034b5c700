import type { ReactNode } from 'react';

import type { PageChannel } from '../../page-api.js';
import { ChannelName } from '../shell/channel-name.js';
import { isDirect } from '../state/route.js';

/** What stands above a channel's first message. */
export function ChannelIntro({ channel }: { readonly channel: PageChannel }): ReactNode {
  if (isDirect(channel)) {
    return (
      <header className="channel-intro">
        <h2>{channel.name}</h2>
        <p>Nobody but you sees what {channel.name} tells you here.</p>
      </header>
    );
  }
  return (
    <header className="channel-intro">
      <h2>
        <ChannelName channel={channel} />
      </h2>
      <p>
        This is the very beginning of the <strong>#{channel.name}</strong> channel.
        {channel.topic !== '' && ` ${channel.topic}`}
      </p>
    </header>
  );
}
