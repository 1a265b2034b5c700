import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Core } from '../core.js';
import type { SocketMode } from '../delivery/socket-mode.js';
import type { LocalSlackOptions } from '../options.js';
import type { Page } from '../page/page.js';
import { uploadRoute } from './upload-route.js';
import { openConnection } from '../web-api/open-connection.js';
import { answerJson, answerText } from './answer.js';
import { apiRoute } from './api-route.js';
import { isForeign, isLoopback } from './guard.js';
import { responseUrlRoute } from './response-url-route.js';

/** What apps use; the rest of the server is for people. */
const FOR_APPS = /^\/(api|actions|upload|link)\//;

/** The HTTP server: the Web API and what belongs to it, the page, and the routes that were added. */
export function createHttpServer(
  core: Core,
  sockets: SocketMode,
  page: Page,
  options: LocalSlackOptions,
): Server {
  const open = openConnection(sockets);
  const forApps = async (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<void> => {
    const { pathname } = url;
    if (core.deliveries.outage) {
      request.socket.destroy();
    } else if (pathname.startsWith('/api/')) {
      await apiRoute(core, open, request, response, url);
    } else if (pathname.startsWith('/actions/')) {
      await responseUrlRoute(core, request, response, pathname);
    } else if (pathname.startsWith('/upload/')) {
      await uploadRoute(core, request, response, pathname);
    } else {
      answerText(response, 404, 'Not found');
    }
  };
  const forPeople = async (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<void> => {
    const isSafe = request.method === 'GET' || request.method === 'HEAD';
    if (!isSafe && isForeign(request)) {
      answerJson(response, 403, { ok: false, message: 'Not from another site.' });
      return;
    }
    const extra = options.routes?.find(({ prefix }) => url.pathname.startsWith(prefix));
    if (extra === undefined) await page.handle(request, response, url);
    else await extra.handle(request, response);
  };

  const server = createServer((request, response) => {
    if (!isLoopback(request)) {
      answerText(response, 421, 'The local Slack answers on this machine alone.');
      return;
    }
    const url = new URL(request.url ?? '/', 'http://slack');
    const handle = FOR_APPS.test(url.pathname) ? forApps : forPeople;
    handle(request, response, url).catch(() => {
      if (!response.headersSent) answerText(response, 500, 'Internal Server Error');
      else response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (!isLoopback(request) || core.deliveries.outage || !request.url?.startsWith('/link/'))
      socket.destroy();
    else sockets.upgrade(request, socket, head);
  });
  return server;
}
