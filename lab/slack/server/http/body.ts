import type { IncomingMessage } from 'node:http';
import { isObject, type Json } from '../json.js';

const LARGEST_BYTES = 8_000_000;

/** A request's body. @throws if it is larger than anything that Slack would take */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BYTES) throw new Error('The request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export type Fields =
  | {
      readonly ok: true;
      readonly fields: Json;
      readonly isJson: boolean;
      readonly hasCharset: boolean;
    }
  | { readonly ok: false; readonly error: string };

/** The arguments that a body carries, by its content type. The error is Slack's. */
export function readFields(contentType: string, body: Buffer): Fields {
  const [type = ''] = contentType.split(';');
  const hasCharset = contentType.includes('charset=');
  const form = (fields: Json): Fields => ({ ok: true, fields, isJson: false, hasCharset });
  switch (type.trim().toLowerCase()) {
    case 'application/json':
      return parseObject(body.toString('utf8'), hasCharset);
    case '':
    case 'application/x-www-form-urlencoded':
      return form(Object.fromEntries(new URLSearchParams(body.toString('utf8'))));
    default:
      return { ok: false, error: 'invalid_post_type' };
  }
}

function parseObject(text: string, hasCharset: boolean): Fields {
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text);
    return isObject(value)
      ? { ok: true, fields: value, isJson: true, hasCharset }
      : { ok: false, error: 'json_not_object' };
  } catch {
    return { ok: false, error: 'invalid_json' };
  }
}
