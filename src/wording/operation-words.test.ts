import { expect, it } from 'vitest';
import { outcomeWords } from './operation-words.js';
import { aPlan } from './testing/operations.js';

it('says that the old primary serves after a switchover that was aborted, and of no promotion', () => {
  expect(outcomeWords('aborted', { plan: aPlan() })).toBe('aborted, the old primary serves');
  expect(outcomeWords('aborted', { plan: aPlan({ kind: 'promote' }) })).toBe(
    'aborted, s1 was not promoted',
  );
  expect(outcomeWords('completed', { plan: aPlan({ kind: 'promote' }) })).toBe('completed');
});
