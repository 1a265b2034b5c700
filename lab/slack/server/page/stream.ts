import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Feed, FeedEntry } from './feed.js';

const KEEP_ALIVE_MS = 15_000;

/** Streams what a person's page is told; resumed after the last event that it has seen. */
export function streamEvents(
  feed: Feed,
  user: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  response.write(': welcome\n\n');
  const write = ({ id, event }: FeedEntry): void => {
    response.write(`id: ${id}\ndata: ${JSON.stringify(event)}\n\n`);
  };
  const last = Number(request.headers['last-event-id']);
  if (Number.isInteger(last)) for (const entry of feed.since(user, last)) write(entry);
  const stop = feed.listen(user, write);
  const beat = setInterval(() => {
    response.write(': still here\n\n');
  }, KEEP_ALIVE_MS);
  beat.unref();
  response.on('close', () => {
    stop();
    clearInterval(beat);
  });
}
