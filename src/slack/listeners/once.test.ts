import { expect, it } from 'vitest';
import { Once } from './once.js';

it('knows what it has seen, and forgets the oldest', () => {
  const once = new Once();
  expect(once.isFirst('a')).toBe(true);
  expect(once.isFirst('a')).toBe(false);
  for (let count = 0; count < 999; count += 1) expect(once.isFirst(`b${count}`)).toBe(true);
  expect(once.isFirst('a')).toBe(false);
  expect(once.isFirst('c')).toBe(true);
  expect(once.isFirst('a')).toBe(true);
});
