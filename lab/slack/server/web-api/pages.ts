import type { Json } from '../json.js';
import type { Arguments } from './arguments.js';
import { SlackError } from './slack-error.js';

export interface Paged<T> {
  readonly items: readonly T[];
  readonly metadata: Json;
  readonly hasMore: boolean;
}

/** One page of a list, and the cursor of the next one. @throws invalid_cursor */
export function paged<T>(
  all: readonly T[],
  args: Arguments,
  limits: { readonly fallback: number; readonly most: number },
): Paged<T> {
  const limit = args.integer('limit', limits.fallback, 1, limits.most);
  const start = decode(args.optionalString('cursor') ?? '');
  const end = start + limit;
  const hasMore = end < all.length;
  return {
    items: all.slice(start, end),
    metadata: { next_cursor: hasMore ? encode(end) : '' },
    hasMore,
  };
}

function encode(offset: number): string {
  return Buffer.from(`next:${offset}`).toString('base64');
}

function decode(cursor: string): number {
  if (cursor === '') return 0;
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  if (match === null) throw new SlackError('invalid_cursor');
  return Number(match[1]);
}
