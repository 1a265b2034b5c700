import type { ReactNode } from 'react';

import type { PageChannel } from '../../page-api.js';
import { useDirectory } from '../state/directory.js';
import { Plain } from '../text/inlines.js';
import { ChannelMenu } from './channel-menu.js';
import { ChannelName } from './channel-name.js';

/** A channel's name, which opens what can be done with it, and its topic. */
export function ChannelHeader({ channel }: { readonly channel: PageChannel }): ReactNode {
  const { me } = useDirectory();
  const mayChange = me?.kind === 'member' || me?.kind === 'admin';
  return (
    <header className="pane-header" data-testid="channel-header">
      {mayChange ? (
        <ChannelMenu channel={channel} />
      ) : (
        <h2>
          <ChannelName channel={channel} />
        </h2>
      )}
      {channel.isExtShared && <span className="tag">Shared with another workspace</span>}
      {channel.isArchived && <span className="tag">Archived</span>}
      <span className="pane-sub">
        <Plain text={channel.topic} />
      </span>
    </header>
  );
}
