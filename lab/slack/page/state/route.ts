import { useCallback, useEffect, useState } from 'react';

/** Where the person is: the page's hash says the same, so that a link or a reload comes back here. */
export interface Route {
  readonly user: string | null;
  /** A channel's id, or `home` for the app's Home tab. */
  readonly place: string | null;
  /** The root of the thread that is open. */
  readonly thread: string | null;
}

export const HOME = 'home';

/** Whether a channel is the conversation of one person with the app: it stands with the app. */
export function isDirect({ id }: { readonly id: string }): boolean {
  return id.startsWith('D');
}

/** Reads `#/U…/C…/thread-ts`; parts may be missing from the right. */
export function parseRoute(hash: string): Route {
  const [user = '', place = '', thread = ''] = hash
    .replace(/^#\/?/, '')
    .split('/')
    .map(decodeURIComponent);
  return { user: user || null, place: place || null, thread: thread || null };
}

export function formatRoute({ user, place, thread }: Route): string {
  const parts = [user, place, thread];
  const end = parts.indexOf(null);
  const known = end < 0 ? parts : parts.slice(0, end);
  return `#/${known.map((part) => encodeURIComponent(part ?? '')).join('/')}`;
}

export function useRoute(): readonly [Route, (change: Partial<Route>, replace?: boolean) => void] {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const read = (): void => {
      setRoute(parseRoute(location.hash));
    };
    addEventListener('hashchange', read);
    return () => {
      removeEventListener('hashchange', read);
    };
  }, []);
  const go = useCallback((change: Partial<Route>, replace = false) => {
    const next = formatRoute({ ...parseRoute(location.hash), ...change });
    if (replace) history.replaceState(null, '', next);
    else history.pushState(null, '', next);
    setRoute(parseRoute(next));
  }, []);
  return [route, go];
}
