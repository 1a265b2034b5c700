import { expect, it } from 'vitest';
import { testNow } from '../replication/testing/observations.js';
import { aPlan, aStep, aStepRecord, anOperation } from '../wording/testing/operations.js';
import { failedFence } from './failed-fence.js';
import type { Operation, StepRecord } from './model.js';

const fence = aStep('fence', { action: { kind: 'fence' }, by: 'command' });

/** OP-`number`, whose fence came to this so long before now. */
function tried(number: number, state: StepRecord['state'], agoMs: number): Operation {
  const endedAt = state === 'intended' ? null : testNow - agoMs;
  return anOperation({
    number,
    state: 'ended',
    plan: aPlan({ kind: 'promote', steps: [fence] }),
    steps: [aStepRecord({ step: 'fence', state, endedAt })],
  });
}

it.each<[string, readonly Operation[], number | null]>([
  ['none that was never tried', [anOperation({ state: 'ended' })], null],
  ['one that failed', [tried(7, 'failed', 60_000)], 7],
  ['one of which nobody knows', [tried(7, 'unknown', 60_000)], 7],
  ['none that succeeded since', [tried(7, 'failed', 60_000), tried(8, 'done', 30_000)], null],
  ['the newest', [tried(8, 'failed', 30_000), tried(7, 'done', 60_000)], 8],
  ['none of long ago', [tried(7, 'failed', 2 * 3_600_000)], null],
  ['none that is under way', [{ ...tried(7, 'failed', 1000), state: 'running' }], null],
  ['none that was only meant to be', [tried(7, 'intended', 1000)], null],
])('knows %s', (_, operations, expected) => {
  expect(failedFence(operations, 'orders', testNow)?.operation ?? null).toBe(expected);
});

it('knows none of another cluster', () => {
  expect(failedFence([tried(7, 'failed', 60_000)], 'billing', testNow)).toBeNull();
});
