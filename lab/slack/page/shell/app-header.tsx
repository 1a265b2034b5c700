import type { ReactNode } from 'react';

import type { PageState } from '../../page-api.js';
import { useDirectory } from '../state/directory.js';
import { HOME, isDirect } from '../state/route.js';
import { Avatar } from './avatar.js';

/** The app's name with its tabs: Home, and its messages to this person where there are any. */
export function AppHeader(props: { readonly state: PageState; readonly place: string }): ReactNode {
  const { state, place } = props;
  const { openChannel } = useDirectory();
  const bot = state.users.find(({ kind }) => kind === 'bot');
  const direct = state.channels.find(isDirect);
  const tabs = [{ name: 'Home', to: HOME }];
  if (direct !== undefined) tabs.push({ name: 'Messages', to: direct.id });
  return (
    <header className="pane-header" data-testid="app-header">
      {bot !== undefined && <Avatar user={bot} size="small" />}
      <h2>{state.app.name}</h2>
      {tabs.map(({ name, to }) => (
        <button
          key={to}
          type="button"
          className={place === to ? 'tab tab-open' : 'tab'}
          aria-current={place === to ? 'page' : undefined}
          data-testid={`tab-${name.toLowerCase()}`}
          onClick={() => {
            openChannel(to);
          }}
        >
          {name}
        </button>
      ))}
    </header>
  );
}
