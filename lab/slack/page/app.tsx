import { type ReactNode, useCallback, useEffect, useMemo } from 'react';

import { send } from './api/client.js';
import { CommandsContext } from './composer/known.js';
import { DemoPanel } from './panel/demo-panel.js';
import { Banner } from './shell/banner.js';
import { ConfirmProvider } from './shell/confirm.js';
import { MainPane } from './shell/main-pane.js';
import { Modal } from './shell/modal.js';
import { Rail } from './shell/rail.js';
import { Sidebar } from './shell/sidebar.js';
import { ActionsContext, type PageActions } from './state/actions.js';
import { DirectoryContext, directoryOf } from './state/directory.js';
import { useNotices } from './state/notices.js';
import { HOME, isDirect, useRoute } from './state/route.js';
import { usePage } from './state/use-page.js';

const noShortcuts: PageActions['shortcuts'] = [];

export function App(): ReactNode {
  const [route, go] = useRoute();
  const { state, asked, status } = usePage(route.user);
  const notices = useNotices();
  const me = state?.me.id ?? null;

  const openPlace = useCallback(
    (place: string) => {
      go({ place, thread: null });
    },
    [go],
  );

  // The address names a person and a place that exist: the first ones where it does not.
  const channels = state?.channels;
  const known = route.place === HOME || channels?.some(({ id }) => id === route.place) === true;
  const first = channels?.find((channel) => !isDirect(channel))?.id ?? null;
  useEffect(() => {
    if (me === null || asked !== route.user) return;
    if (route.user !== me) go({ user: me }, true);
    else if (!known && first !== null) go({ place: first, thread: null }, true);
  }, [me, asked, route.user, known, first, go]);

  useTitle(state?.team.name ?? 'Local Slack', unreadIn(channels ?? []));

  const { tell, dismiss } = notices;
  const shortcuts = state?.shortcuts ?? noShortcuts;
  const actions = useMemo<PageActions>(
    () => ({
      user: me ?? '',
      shortcuts,
      perform: send,
      openThread: (thread) => {
        go({ thread });
      },
      tell: ({ channel, thread }, text) => {
        tell(me ?? '', { channel, thread }, text);
      },
      dismiss,
    }),
    [me, shortcuts, go, tell, dismiss],
  );
  const users = state?.users;
  const groups = state?.userGroups;
  const directory = useMemo(
    () => (state === null ? null : directoryOf(state, openPlace)),
    // Messages come and go without a change of names.
    [me, users, channels, groups, openPlace],
  );

  if (state === null || directory === null) {
    return (
      <div className="loading" role="status">
        {status === 'lost' ? 'The local Slack does not answer yet …' : 'Loading …'}
      </div>
    );
  }
  const bot = state.users.find(({ kind }) => kind === 'bot');
  return (
    <DirectoryContext value={directory}>
      <CommandsContext value={state.commands}>
        <ActionsContext value={actions}>
          <ConfirmProvider>
            <Banner status={status} />
            <div className="page">
              <Rail
                state={state}
                onActAs={(user) => {
                  go({ user });
                }}
              />
              <Sidebar state={state} place={route.place} onOpen={openPlace} />
              <MainPane
                state={state}
                notices={notices.of(state.me.id)}
                place={route.place}
                thread={route.thread}
                onCloseThread={() => {
                  go({ thread: null });
                }}
              />
              <DemoPanel />
            </div>
            {state.modals.map((modal, index) => (
              <Modal
                key={modal.id}
                modal={modal}
                top={index === state.modals.length - 1}
                bot={bot}
              />
            ))}
          </ConfirmProvider>
        </ActionsContext>
      </CommandsContext>
    </DirectoryContext>
  );
}

function unreadIn(channels: readonly { readonly unread: number }[]): number {
  return channels.reduce((sum, { unread }) => sum + unread, 0);
}

function useTitle(team: string, unread: number): void {
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${team}` : team;
  }, [team, unread]);
}
