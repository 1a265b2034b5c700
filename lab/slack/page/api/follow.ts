import type { PageEvent, PageState } from '../../page-api.js';
import { fetchState } from './client.js';

export type ConnectionStatus = 'connecting' | 'live' | 'lost';

export interface Follower {
  /** A whole state, and the events that came after it. */
  readonly onState: (state: PageState, later: readonly PageEvent[]) => void;
  readonly onEvent: (event: PageEvent) => void;
  readonly onStatus: (status: ConnectionStatus) => void;
}

const RETRY_MS = 1000;

/**
 * Follows what one person sees until the returned function is called. The stream is opened first
 * and the state fetched then, so nothing falls between the two; after a lost connection the same
 * happens again, which also covers a server that has started anew and counts from the beginning.
 */
export function follow(user: string, follower: Follower): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const retry = (): void => {
    source?.close();
    source = null;
    if (ended) return;
    follower.onStatus('lost');
    clearTimeout(timer);
    timer = setTimeout(open, RETRY_MS);
  };

  const open = (): void => {
    const mine = new EventSource(`/page/events?user=${encodeURIComponent(user)}`);
    source = mine;
    let waiting: { id: number; event: PageEvent }[] | null = [];
    const current = (): boolean => !ended && source === mine;
    mine.onopen = () => {
      fetchState(user).then(
        (state) => {
          if (!current()) return;
          const later = (waiting ?? []).filter(({ id }) => id > state.eventId);
          waiting = null;
          follower.onState(
            state,
            later.map(({ event }) => event),
          );
          follower.onStatus('live');
        },
        () => {
          if (current()) retry();
        },
      );
    };
    mine.onmessage = ({ data, lastEventId }: MessageEvent<string>) => {
      const event = JSON.parse(data) as PageEvent;
      if (waiting === null) follower.onEvent(event);
      else waiting.push({ id: Number(lastEventId), event });
    };
    mine.onerror = () => {
      if (current()) retry();
    };
  };

  follower.onStatus('connecting');
  open();
  return () => {
    ended = true;
    clearTimeout(timer);
    source?.close();
  };
}
