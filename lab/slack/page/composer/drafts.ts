import { useCallback, useState } from 'react';

import type { Place } from './outgoing.js';

const drafts = new Map<string, string>();

/** What was typed and not sent, kept per person and place while the page is open. */
export function useDraft({
  user,
  channel,
  thread,
}: Place): readonly [string, (text: string) => void] {
  const key = [user, channel, thread].join('/');
  const [, setVersion] = useState(0);
  const set = useCallback(
    (text: string) => {
      if (text === '') drafts.delete(key);
      else drafts.set(key, text);
      setVersion((version) => version + 1);
    },
    [key],
  );
  return [drafts.get(key) ?? '', set];
}
