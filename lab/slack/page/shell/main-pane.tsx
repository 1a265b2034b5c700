import { type ReactNode, useMemo } from 'react';

import type { PageMessage, PageState } from '../../page-api.js';
import { ChannelPane } from '../messages/channel-pane.js';
import { ThreadPane } from '../messages/thread-pane.js';
import { HOME, isDirect } from '../state/route.js';
import { AppHeader } from './app-header.js';
import { ChannelHeader } from './channel-header.js';
import { Home } from './home.js';

/** The middle of the page: a channel with an open thread beside it, or the app's Home. */
export function MainPane(props: {
  readonly state: PageState;
  readonly notices: readonly PageMessage[];
  readonly place: string | null;
  readonly thread: string | null;
  readonly onCloseThread: () => void;
}): ReactNode {
  const { state, notices, place, thread, onCloseThread } = props;
  const messages = useMemo(
    () => [...state.messages, ...notices].sort((one, other) => Number(one.ts) - Number(other.ts)),
    [state.messages, notices],
  );
  const channel = state.channels.find(({ id }) => id === place);
  const root =
    thread === null || channel === undefined
      ? undefined
      : messages.find(({ channel: in_, ts }) => in_ === channel.id && ts === thread);
  return (
    <main className={root === undefined ? 'main' : 'main main-split'}>
      <section className="pane" aria-label={place === HOME ? 'Home' : (channel?.name ?? 'Nothing')}>
        {place === HOME ? (
          <Home key={state.me.id} state={state} />
        ) : channel === undefined ? (
          <p className="nothing">There is no channel here that you can see.</p>
        ) : (
          <>
            {isDirect(channel) ? (
              <AppHeader state={state} place={channel.id} />
            ) : (
              <ChannelHeader channel={channel} />
            )}
            <ChannelPane
              key={`${state.me.id}/${channel.id}`}
              channel={channel}
              messages={messages}
            />
          </>
        )}
      </section>
      {root !== undefined && channel !== undefined && (
        <ThreadPane
          key={`${state.me.id}/${root.ts}`}
          channel={channel}
          root={root}
          messages={messages}
          onClose={onCloseThread}
        />
      )}
    </main>
  );
}
