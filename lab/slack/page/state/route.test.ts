import { describe, expect, it } from 'vitest';

import { hashOfPermalink } from './permalink.js';
import { formatRoute, parseRoute } from './route.js';

describe('the route in the hash', () => {
  it('reads what it wrote', () => {
    const routes = [
      { user: null, place: null, thread: null },
      { user: 'U1', place: null, thread: null },
      { user: 'U1', place: 'home', thread: null },
      { user: 'U1', place: 'C1', thread: '1700000000.000100' },
    ];
    for (const route of routes) expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  it('takes a hash that means nothing for no place at all', () => {
    expect(parseRoute('')).toEqual({ user: null, place: null, thread: null });
    expect(parseRoute('#//C1')).toEqual({ user: null, place: 'C1', thread: null });
  });
});

describe('a permalink', () => {
  it('leads to the channel and the thread', () => {
    const root = { user: null, place: 'C1', thread: '1700000000.000100' };
    const hash = hashOfPermalink('/archives/C1/p1700000000000100', '') ?? '';
    expect(parseRoute(hash)).toEqual(root);
    const reply = hashOfPermalink(
      '/archives/C1/p1700000009000300',
      '?thread_ts=1700000000.000100&cid=C1',
    );
    expect(reply).toBe(hash);
    expect(hashOfPermalink('/', '')).toBeNull();
  });
});
