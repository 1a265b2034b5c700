import { expect, it } from 'vitest';
import { makePlan } from '../../operations/plan.js';
import { aPlanInput } from '../../operations/testing/plan-inputs.js';
import type { Look } from '../ports.js';
import type { StepContext } from './context.js';
import { restoreSync } from './restore-sync.js';

const withinMs = 1000;

/** Restores these names where those stream, one list after the other, and the last for ever. */
async function restored(
  names: string,
  ...streaming: readonly (readonly string[])[]
): Promise<{ kind: string; words: string; set: readonly unknown[]; looks: number }> {
  const made = makePlan(aPlanInput());
  const step = made.kind === 'plan' && made.plan.steps.find(({ id }) => id === 'restore-sync');
  if (step === false || step === undefined) throw new Error('nothing is to be restored');
  const set: unknown[] = [];
  let looks = 0;
  const context = {
    clock: { now: () => looks * 100 },
    signal: new AbortController().signal,
    rules: { timeouts: { followMs: withinMs } },
    waiting: () => undefined,
    ways: () => ({
      actor: {
        look: (): Promise<Look> => {
          const seen = streaming[Math.min(looks, streaming.length - 1)];
          looks += 1;
          return Promise.resolve(
            seen === undefined
              ? { kind: 'silent', reason: 'timed-out', detail: 'it is silent' }
              : ({ kind: 'position', position: { streaming: seen } } as unknown as Look),
          );
        },
        setSettings: (settings: unknown) => {
          set.push(settings);
          return Promise.resolve({ kind: 'done', value: undefined });
        },
      },
    }),
  } as unknown as StepContext;
  const result = await restoreSync(step, { kind: 'restore-sync', names }, context);
  return { kind: result.kind, words: result.words, set, looks };
}

it.each([
  ['FIRST 1 (pg1, s2)', ['s2']],
  ['FIRST 2 (pg1, s2)', ['pg1', 's2']],
  ['ANY 1 (pg1, s2)', ['pg1']],
  ['*', ['other']],
  ['', []],
])('sets %j at once where %j stream', async (names, streaming) => {
  const { kind, set, looks } = await restored(names, streaming);
  expect(kind).toBe('done');
  expect(set).toEqual([{ synchronous_standby_names: names }]);
  expect(looks).toBe(1);
});

it('waits for the old primary to stream', async () => {
  const { kind, looks } = await restored('pg1', [], ['other'], ['pg1']);
  expect(kind).toBe('done');
  expect(looks).toBe(3);
});

it.each([
  ['pg1', [], 'none of the 1 standby that it asks for is seen to stream'],
  ['FIRST 2 (pg1, s2)', ['s2'], 'only 1 of the 2 standbys that it asks for is seen to stream'],
  ['FIRST 3 (pg1, s2, s3)', ['s2', 's3'], 'only 2 of the 3 standbys that it asks for are seen'],
  ['one two', ['one'], 'for whom commits would wait can not be read'],
])('leaves the names where %j would make every commit hang', async (names, streaming, why) => {
  const { kind, words, set } = await restored(names, streaming);
  expect(kind).toBe('failed');
  expect(words).toContain('synchronous_standby_names on s1 stays as it was');
  expect(words).toContain(why);
  expect(set).toEqual([]);
});

it('leaves the names where the new primary does not say who streams', async () => {
  const { kind, words, set } = await restored('pg1');
  expect(kind).toBe('failed');
  expect(words).toContain('s1 gives no answer');
  expect(set).toEqual([]);
});
