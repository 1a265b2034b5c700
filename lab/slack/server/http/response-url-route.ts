import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '../core.js';
import type { Json } from '../json.js';
import { respond } from '../interactions/respond.js';
import { SlackError } from '../web-api/slack-error.js';
import { answerJson, answerText } from './answer.js';
import { readBody, readFields } from './body.js';
import { withFaults } from './with-faults.js';

/** `/actions/…`: a `response_url`. */
export async function responseUrlRoute(
  core: Core,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const body = await readBody(request);
  const read = readFields(request.headers['content-type'] ?? '', body);
  const args = read.ok ? unwrap(read.fields) : {};
  const call = core.calls.start('response_url', null, args);
  await withFaults({
    core,
    request: { method: null, path, args },
    call,
    response,
    act: () => {
      const refusal = read.ok ? act(core, path, args) : { status: 400, error: read.error };
      core.calls.end(call, refusal?.status ?? 200, refusal?.error ?? null);
      return () => {
        if (refusal === null) answerText(response, 200, 'ok');
        else answerJson(response, refusal.status, { ok: false, error: refusal.error });
      };
    },
  });
}

interface Refusal {
  readonly status: number;
  readonly error: string;
}

function act(core: Core, path: string, args: Json): Refusal | null {
  const verdict = core.responseUrls.look(path);
  if (!verdict.ok) return { status: 404, error: verdict.error };
  try {
    respond(core, verdict.place, args);
    core.responseUrls.use(path);
    return null;
  } catch (error) {
    if (error instanceof SlackError) return { status: 400, error: error.code };
    throw error;
  }
}

/** A form carries the message as `payload`. */
function unwrap(fields: Json): Json {
  if (typeof fields['payload'] !== 'string') return fields;
  try {
    return JSON.parse(fields['payload']) as Json;
  } catch {
    return {};
  }
}
