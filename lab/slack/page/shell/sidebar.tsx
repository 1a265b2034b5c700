import type { ReactNode } from 'react';

import type { PageChannel, PageState } from '../../page-api.js';
import { HOME, isDirect } from '../state/route.js';
import { Avatar } from './avatar.js';
import { Icon } from './icons.js';

/** The channels with their marks, and the app. */
export function Sidebar(props: {
  readonly state: PageState;
  readonly place: string | null;
  readonly onOpen: (place: string) => void;
}): ReactNode {
  const { state, place, onOpen } = props;
  const { channels, me, team } = state;
  return (
    <nav className="sidebar" aria-label="Channels" data-testid="sidebar">
      <header className="sidebar-head">
        <h1>{team.name}</h1>
        <p title={`@${me.name}`}>
          <span className="presence" /> {me.realName}
        </p>
      </header>
      <h2>Channels</h2>
      <ul>
        {channels
          .filter((channel) => !isDirect(channel))
          .map((channel) => (
            <li key={channel.id}>
              <ChannelLink channel={channel} open={place === channel.id} onOpen={onOpen} />
            </li>
          ))}
      </ul>
      <h2>Apps</h2>
      <ul>
        <li>
          <AppLink state={state} place={place} onOpen={onOpen} />
        </li>
      </ul>
      <p className="sidebar-note">Local Slack: everything here stays on this machine.</p>
    </nav>
  );
}

function AppLink(props: {
  readonly state: PageState;
  readonly place: string | null;
  readonly onOpen: (place: string) => void;
}): ReactNode {
  const { state, place, onOpen } = props;
  const { app, channels, users } = state;
  const bot = users.find(({ kind }) => kind === 'bot');
  const direct = channels.find(isDirect);
  const unread = direct?.unread ?? 0;
  const open = place === HOME || (direct !== undefined && place === direct.id);
  const classes = ['side-link'];
  if (open) classes.push('side-link-open');
  if (unread > 0) classes.push('side-link-unread');
  return (
    <button
      type="button"
      className={classes.join(' ')}
      aria-current={open ? 'page' : undefined}
      data-testid="app-home"
      data-unread={unread}
      onClick={() => {
        onOpen(direct !== undefined && unread > 0 ? direct.id : HOME);
      }}
    >
      {bot === undefined ? <Icon name="bolt" /> : <Avatar user={bot} size="small" />}
      <span className="side-name">{app.name}</span>
      <span
        className={app.connected ? 'app-dot app-dot-on' : 'app-dot'}
        role="img"
        aria-label={app.connected ? 'connected' : 'not connected'}
        title={app.connected ? 'The app is connected' : 'The app is not connected'}
        data-testid="app-state"
        data-connected={app.connected}
      />
      <UnreadBadge unread={unread} />
    </button>
  );
}

function UnreadBadge({ unread }: { readonly unread: number }): ReactNode {
  if (unread === 0) return null;
  return (
    <span className="badge" aria-label={`${unread} unread`}>
      {unread > 99 ? '99+' : unread}
    </span>
  );
}

function ChannelLink(props: {
  readonly channel: PageChannel;
  readonly open: boolean;
  readonly onOpen: (place: string) => void;
}): ReactNode {
  const { channel, open, onOpen } = props;
  const classes = ['side-link'];
  if (open) classes.push('side-link-open');
  if (channel.unread > 0) classes.push('side-link-unread');
  if (channel.isArchived) classes.push('side-link-archived');
  return (
    <button
      type="button"
      className={classes.join(' ')}
      aria-current={open ? 'page' : undefined}
      data-testid={`channel-${channel.name}`}
      data-channel-id={channel.id}
      data-unread={channel.unread}
      onClick={() => {
        onOpen(channel.id);
      }}
    >
      <span className="side-mark">
        {channel.isArchived ? (
          <Icon name="archive" />
        ) : channel.isPrivate ? (
          <Icon name="lock" />
        ) : (
          '#'
        )}
      </span>
      <span className="side-name">{channel.name}</span>
      {channel.isExtShared && (
        <span className="side-shared" title="Shared with another workspace">
          <Icon name="shared" />
        </span>
      )}
      <UnreadBadge unread={channel.unread} />
    </button>
  );
}
