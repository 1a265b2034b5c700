import { useEffect, useReducer, useState } from 'react';

import type { PageEvent, PageState } from '../../page-api.js';
import { fetchState } from '../api/client.js';
import { type ConnectionStatus, follow } from '../api/follow.js';
import { applyEvent } from './apply-event.js';

type Change =
  | {
      readonly kind: 'state';
      readonly asked: string | null;
      readonly state: PageState;
      readonly later: readonly PageEvent[];
    }
  | { readonly kind: 'event'; readonly event: PageEvent };

interface Known {
  readonly asked: string | null;
  readonly state: PageState;
}

function reduce(known: Known | null, change: Change): Known | null {
  if (change.kind === 'state') {
    return { asked: change.asked, state: change.later.reduce(applyEvent, change.state) };
  }
  return known === null ? null : { ...known, state: applyEvent(known.state, change.event) };
}

export interface Page {
  /** What is known: the last state, also while the server is gone or another person's is loading. */
  readonly state: PageState | null;
  /** Who was asked for when `state` came: it is the first member's where that person is unknown. */
  readonly asked: string | null;
  readonly status: ConnectionStatus;
}

/** Keeps what `user` sees up to date; null stands for whoever the server names first. */
export function usePage(user: string | null): Page {
  const [known, change] = useReducer(reduce, null);
  const [status, setStatus] = useState<ConnectionStatus>('connecting');

  useEffect(() => {
    if (user !== null) {
      return follow(user, {
        onState: (next, later) => {
          change({ kind: 'state', asked: user, state: next, later });
        },
        onEvent: (event) => {
          change({ kind: 'event', event });
        },
        onStatus: setStatus,
      });
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = (): void => {
      fetchState(null).then(
        (next) => {
          change({ kind: 'state', asked: user, state: next, later: [] });
        },
        () => {
          setStatus('lost');
          timer = setTimeout(load, 1000);
        },
      );
    };
    load();
    return () => {
      clearTimeout(timer);
    };
  }, [user]);

  return { state: known?.state ?? null, asked: known?.asked ?? null, status };
}
