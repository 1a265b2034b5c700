import { createContext, useContext } from 'react';

import type { PageChannel, PageState, PageUser } from '../../page-api.js';
import { SLACKBOT } from './notices.js';

/** Names for the ids that messages carry. */
export interface Directory {
  readonly me: PageUser | null;
  readonly users: readonly PageUser[];
  readonly channels: readonly PageChannel[];
  readonly groups: readonly { readonly id: string; readonly handle: string }[];
  readonly openChannel: (id: string) => void;
}

const slackbot: PageUser = {
  id: SLACKBOT,
  name: 'slackbot',
  realName: 'Slackbot',
  kind: 'bot',
  colour: '#611f69',
};

const nobody: Directory = {
  me: null,
  users: [],
  channels: [],
  groups: [],
  openChannel: () => undefined,
};

export const DirectoryContext = createContext<Directory>(nobody);

export function useDirectory(): Directory {
  return useContext(DirectoryContext);
}

export function directoryOf(state: PageState, openChannel: (id: string) => void): Directory {
  return {
    me: state.me,
    users: state.users,
    channels: state.channels,
    groups: state.userGroups ?? [],
    openChannel,
  };
}

/** The person behind an id; an id that nobody has is shown as it is. */
export function findUser({ users }: Directory, id: string): PageUser {
  if (id === SLACKBOT) return slackbot;
  const unknown: PageUser = { id, name: id, realName: id, kind: 'member', colour: '#868686' };
  return users.find((user) => user.id === id) ?? unknown;
}
