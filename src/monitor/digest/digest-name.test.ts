import { expect, it } from 'vitest';
import { digestName } from './digest-name.js';

it('names two digests that a channel gets at the same time apart, and one the same each time', () => {
  const orders = { channel: '#db', clusters: ['orders'] };
  const rest = { channel: '#db', clusters: ['billing', 'stock'] };
  expect(digestName(orders, 7)).toBe(digestName({ ...orders }, 7));
  expect(new Set([digestName(orders, 7), digestName(rest, 7), digestName(orders, 8)]).size).toBe(3);
});
