import type { ReactNode } from 'react';

import type { PageChannel } from '../../page-api.js';
import { Plain } from '../text/inlines.js';
import { Icon } from './icons.js';

export function ChannelHeader({ channel }: { readonly channel: PageChannel }): ReactNode {
  return (
    <header className="pane-header" data-testid="channel-header">
      <h2>
        {channel.isPrivate ? <Icon name="lock" /> : <span className="hash">#</span>}
        {channel.name}
      </h2>
      {channel.isExtShared && <span className="tag">Shared with another workspace</span>}
      {channel.isArchived && <span className="tag">Archived</span>}
      <span className="pane-sub">
        <Plain text={channel.topic} />
      </span>
    </header>
  );
}
