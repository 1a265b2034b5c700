import { expect, it } from 'vitest';
import type { ChangeBurst } from '../incidents/role-changes.js';
import { testNow } from '../replication/testing/observations.js';
import { roleChangeLines } from './role-change-list.js';
import { anOperation } from './testing/operations.js';

const told = (changes: Partial<ChangeBurst>): string | undefined =>
  roleChangeLines([
    { cluster: 'orders', at: testNow, texts: ['a.'], during: 'none', ...changes },
  ])[0]?.text;

it('says what changed together, and whether pgrepl was at work', () => {
  expect(told({ texts: ['a.', 'b.'] })).toBe('orders: a. b. No operation of pgrepl did this.');
  expect(told({ during: anOperation({ number: 3 }) })).toBe('orders: a. During OP-3.');
  expect(told({ during: 'unknown' })).toBe('orders: a.');
});

it('counts what would fill the board', () => {
  const texts = Array.from({ length: 9 }, (_, index) => `${index}.`);
  expect(told({ texts, during: 'unknown' })).toBe(
    'orders: 0. 1. 2. 3. 4. 5. 3 more changes with it.',
  );
  expect(told({ texts: texts.slice(2), during: 'unknown' })).toContain('One more change with it.');
});
