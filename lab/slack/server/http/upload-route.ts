import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '../core.js';
import { answerText } from './answer.js';
import { readBody } from './body.js';
import { withFaults } from './with-faults.js';

/** `/upload/…`: the bytes of a file, as they are or as the one part of a form. */
export async function uploadRoute(
  core: Core,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const body = await readBody(request);
  const call = core.calls.start('upload', null, {});
  await withFaults({
    core,
    request: { method: 'upload', path, args: {} },
    call,
    response,
    act: () => {
      const status = core.files.receive(path, contentOf(request, body));
      core.calls.end(call, status, status === 200 ? null : 'refused');
      return () => {
        answerText(response, status, status === 200 ? 'OK' : 'refused');
      };
    },
  });
}

function contentOf(request: IncomingMessage, body: Buffer): Buffer {
  const type = request.headers['content-type'] ?? '';
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(type)?.[1];
  if (boundary === undefined) return body;
  const start = body.indexOf('\r\n\r\n');
  const end = body.lastIndexOf(`\r\n--${boundary}--`);
  return start === -1 || end < start ? Buffer.alloc(0) : body.subarray(start + 4, end);
}
