import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '../core.js';
import { answerJson } from '../http/answer.js';
import { readBody } from '../http/body.js';
import type { User } from '../model/people.js';
import { parseAction } from './action-schema.js';
import { performAction } from './actions.js';
import { Feed } from './feed.js';
import { pageState } from './state.js';
import { serveFile } from './static-files.js';
import { serveUpload } from './uploads.js';
import { streamEvents } from './stream.js';
import { tellPages } from './tell.js';

/** Below it stands what apps have handed over. */
const FILES = '/page/files/';

export interface Page {
  readonly handle: (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;
  readonly close: () => void;
}

/** What people use: the page's files, its state, its events and its actions. */
export function createPage(
  core: Core,
  connections: (appId: string) => number,
  directory: string | undefined,
): Page {
  const feed = new Feed();
  const stop = tellPages(core, feed);
  const streams = new Set<ServerResponse>();
  return {
    handle: async (request, response, url) => {
      switch (url.pathname) {
        case '/page/state':
          answerJson(response, 200, pageState(core, feed, personOf(core, url), connections));
          return;
        case '/page/events':
          streams.add(response);
          response.on('close', () => streams.delete(response));
          streamEvents(feed, personOf(core, url).id, request, response);
          return;
        case '/page/actions':
          await act(core, request, response);
          return;
        default:
          if (url.pathname.startsWith(FILES)) {
            serveUpload(core, url.pathname.slice(FILES.length), response);
            return;
          }
          await serveFile(directory, url.pathname, response);
      }
    },
    close: () => {
      stop();
      for (const stream of streams) stream.destroy();
    },
  };
}

/** The one who is asked for, or the first member. */
function personOf(core: Core, url: URL): User {
  const users = [...core.workspace.users.values()];
  const wanted = url.searchParams.get('user');
  const user =
    users.find(({ id }) => id === wanted) ??
    users.find(({ kind }) => kind === 'member' || kind === 'admin');
  if (user === undefined) throw new Error('The local Slack has no members.');
  return user;
}

async function act(core: Core, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    answerJson(response, 405, { ok: false, message: 'Actions are posted.' });
    return;
  }
  if (request.headers['content-type']?.startsWith('application/json') !== true) {
    answerJson(response, 415, { ok: false, message: 'Actions are JSON.' });
    return;
  }
  const action = parseAction((await readBody(request)).toString('utf8'));
  if (action === null) {
    answerJson(response, 400, { ok: false, message: 'This is no action.' });
    return;
  }
  try {
    answerJson(response, 200, await performAction(core, action));
  } catch (error) {
    const message = error instanceof Error ? error.message : 'This did not work.';
    answerJson(response, 200, { ok: false, message });
  }
}
