import { useCallback, useState } from 'react';

import type { PageMessage } from '../../page-api.js';

export const SLACKBOT = 'USLACKBOT';

interface Notice {
  readonly user: string;
  readonly message: PageMessage;
}

/** What Slackbot tells one person on this page alone: commands that failed, and the like. */
export interface Notices {
  readonly of: (user: string) => readonly PageMessage[];
  readonly tell: (
    user: string,
    place: { readonly channel: string; readonly thread: string | null },
    text: string,
  ) => void;
  readonly dismiss: (ts: string) => void;
}

export function useNotices(): Notices {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const of = useCallback(
    (user: string) =>
      notices.filter((notice) => notice.user === user).map(({ message }) => message),
    [notices],
  );
  const tell = useCallback<Notices['tell']>((user, { channel, thread }, text) => {
    setNotices((old) => [...old, { user, message: notice(channel, thread, text, old.length) }]);
  }, []);
  const dismiss = useCallback((ts: string) => {
    setNotices((old) => old.filter(({ message }) => message.ts !== ts));
  }, []);
  return { of, tell, dismiss };
}

function notice(
  channel: string,
  thread: string | null,
  text: string,
  sequence: number,
): PageMessage {
  return {
    channel,
    // The last digits keep two notices of the same millisecond apart.
    ts: `${(Date.now() / 1000).toFixed(3)}${String(sequence % 1000).padStart(3, '0')}`,
    threadTs: thread,
    user: SLACKBOT,
    text,
    blocks: [],
    edited: false,
    deleted: false,
    ephemeral: true,
    broadcast: false,
    replyCount: 0,
    latestReply: null,
  };
}
