import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '../core.js';
import type { Json } from '../json.js';
import { dispatch } from '../web-api/dispatch.js';
import type { Method } from '../web-api/method.js';
import { answerJson } from './answer.js';
import { readBody, readFields } from './body.js';
import { withFaults } from './with-faults.js';

/** `/api/<method>`: the Web API. */
export async function apiRoute(
  core: Core,
  sockets: Method,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const method = url.pathname.slice('/api/'.length);
  const body = await readBody(request);
  const read = readFields(request.headers['content-type'] ?? '', body);
  if (!read.ok) {
    answerJson(response, 200, { ok: false, error: read.error });
    return;
  }
  const args = { ...Object.fromEntries(url.searchParams), ...read.fields };
  const token = bearer(request) ?? (read.isJson ? null : tokenOf(args));
  const app = [...core.workspace.apps.values()].find(
    ({ botToken, appToken }) => token === botToken || token === appToken,
  );
  const call = core.calls.start(method, app?.id ?? null, args);
  await withFaults({
    core,
    request: { method, path: url.pathname, args: call.args },
    call,
    response,
    act: () => {
      const answer = dispatch(core, sockets, { method, token, args }, call);
      const warned = read.isJson && !read.hasCharset ? warn(answer.body) : answer.body;
      return () => {
        answerJson(response, answer.status, warned, answer.headers);
      };
    },
  });
}

function bearer(request: IncomingMessage): string | null {
  const match = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '');
  return match?.[1] ?? null;
}

function tokenOf(args: Json): string | null {
  return typeof args['token'] === 'string' ? args['token'] : null;
}

/** Slack minds JSON that does not say its character set. */
function warn(body: Json): Json {
  const metadata = body['response_metadata'];
  return {
    ...body,
    warning: 'missing_charset',
    response_metadata: {
      ...(typeof metadata === 'object' ? metadata : {}),
      warnings: ['missing_charset'],
    },
  };
}
