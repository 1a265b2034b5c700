import { createContext, useContext } from 'react';

import type { PageCommand } from '../../page-api.js';
import { useDirectory } from '../state/directory.js';
import type { Completable } from './completion.js';

export const CommandsContext = createContext<readonly PageCommand[]>([]);

/** What the composer can complete here. */
export function useKnown(): Completable {
  const { users, channels } = useDirectory();
  return { commands: useContext(CommandsContext), users, channels };
}
