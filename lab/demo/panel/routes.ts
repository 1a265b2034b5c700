import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ExtraRoute } from '../../slack/local-slack.js';
import type { PanelState } from '../panel-api.js';
import { parseAction } from './action-schema.js';
import type { Panel } from './panel.js';

/** The panel's part of the local Slack's server; 503 until there is a panel. */
export function panelRoute(panel: () => Panel | undefined): ExtraRoute {
  return {
    prefix: '/panel/',
    handle: async (request, response) => {
      const present = panel();
      if (present === undefined) answer(response, 503, { message: 'The demo is starting.' });
      else await serve(present, request, response);
    },
  };
}

async function serve(
  panel: Panel,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url?.split('?')[0] ?? '';
  switch (`${request.method ?? ''} ${path}`) {
    case 'GET /panel/state':
      answer(response, 200, await panel.state());
      return;
    case 'GET /panel/events':
      stream(panel, response);
      return;
    case 'POST /panel/actions': {
      const action = parseAction(await text(request));
      if (action === null) answer(response, 400, { ok: false, message: 'This is no action.' });
      else answer(response, 200, await panel.act(action));
      return;
    }
    default:
      answer(response, 404, { message: 'There is nothing here.' });
  }
}

function stream(panel: Panel, response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.write(': welcome\n\n');
  const stop = panel.watch((state: PanelState) => {
    response.write(`data: ${JSON.stringify(state)}\n\n`);
  });
  response.on('close', stop);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}
