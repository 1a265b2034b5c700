import type { ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { answerText } from '../http/answer.js';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Serves a file below the page's directory; `/` and permalinks are its `index.html`. */
export async function serveFile(
  directory: string | undefined,
  path: string,
  response: ServerResponse,
): Promise<void> {
  const file = directory === undefined ? null : fileOf(directory, path);
  const content = file === null ? null : await readFile(file).catch(() => null);
  if (file === null || content === null) {
    answerText(response, 404, 'Not found');
    return;
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  response.end(content);
}

function fileOf(directory: string, path: string): string | null {
  const wanted = path === '/' || path.startsWith('/archives/') ? '/index.html' : path;
  const root = normalize(directory);
  try {
    const file = normalize(join(root, decodeURIComponent(wanted)));
    return file.startsWith(root + sep) ? file : null;
  } catch {
    return null;
  }
}
