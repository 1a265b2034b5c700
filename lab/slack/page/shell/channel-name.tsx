import type { ReactNode } from 'react';

import type { PageChannel } from '../../page-api.js';
import { Icon } from './icons.js';

/** A channel's name with the mark of its kind. */
export function ChannelName({ channel }: { readonly channel: PageChannel }): ReactNode {
  return (
    <>
      {channel.isPrivate ? <Icon name="lock" /> : <span className="hash">#</span>}
      {channel.name}
    </>
  );
}
