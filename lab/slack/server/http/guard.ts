import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/** Another host's name in the request is a page elsewhere that was pointed at this machine. */
export function isLoopback(request: IncomingMessage): boolean {
  return LOOPBACK.test(request.headers.host ?? '');
}

/** Whether a request that changes something comes from another site's page. */
export function isForeign(request: IncomingMessage): boolean {
  const { origin } = request.headers;
  if (request.headers['sec-fetch-site'] === 'cross-site') return true;
  if (origin === undefined) return false;
  try {
    return new URL(origin).host !== request.headers.host;
  } catch {
    return true;
  }
}
