import type { ServerResponse } from 'node:http';
import type { Core } from '../core.js';
import { answerText } from '../http/answer.js';
import { mimeTypeOf } from '../model/file-store.js';

/** What is in a file, for people: images to be seen, all else to be kept. */
export function serveUpload(core: Core, id: string, response: ServerResponse): void {
  const file = core.files.find(id);
  if (file === null || file.content === null || file.readyAtMs === null) {
    answerText(response, 404, 'Not found');
    return;
  }
  const type = mimeTypeOf(file);
  const isImage = type.startsWith('image/');
  response.writeHead(200, {
    'content-type': isImage ? type : 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    ...(isImage
      ? {}
      : { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}` }),
  });
  response.end(file.content);
}
