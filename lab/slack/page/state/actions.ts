import { createContext, useContext } from 'react';

import type { PageAction, PageActionResult, PageShortcut } from '../../page-api.js';

interface NoticePlace {
  readonly channel: string;
  readonly thread: string | null;
}

/** What a person can do from anywhere on the page. */
export interface PageActions {
  /** The person acted as, by id. */
  readonly user: string;
  readonly shortcuts: readonly PageShortcut[];
  readonly perform: (action: PageAction) => Promise<PageActionResult>;
  readonly openThread: (root: string) => void;
  /** Slackbot says something to this person, here. */
  readonly tell: (place: NoticePlace, text: string) => void;
  readonly dismiss: (ts: string) => void;
}

const none: PageActions = {
  user: '',
  shortcuts: [],
  perform: () => Promise.resolve({ ok: false, message: '' }),
  openThread: () => undefined,
  tell: () => undefined,
  dismiss: () => undefined,
};

export const ActionsContext = createContext<PageActions>(none);

export function useActions(): PageActions {
  return useContext(ActionsContext);
}
