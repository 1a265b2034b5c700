import { beforeEach, expect, it } from 'vitest';
import { aStep, anOperation } from '../wording/testing/operations.js';
import type { OperationChange } from './ports.js';
import type { Recorder } from './recorder.js';
import { StepBook } from './step-book.js';

const stop = aStep('stop');
const proof = aStep('verify-received');
const promote = aStep('promote', { noReturn: true });

let told: OperationChange[];
let takes: boolean;
let book: StepBook;

beforeEach(() => {
  told = [];
  takes = true;
  const keep = (change: OperationChange): void => {
    told.push(change);
  };
  book = new StepBook({
    operation: anOperation({ state: 'running', steps: [] }),
    recorder: {
      intend: (change: OperationChange) => {
        if (takes) keep(change);
        return Promise.resolve(takes);
      },
      tell: keep,
    } as unknown as Recorder,
    clock: { now: () => 5 },
    newId: () => 'id',
  });
});

const states = (): readonly string[] => book.records.map(({ step, state }) => `${step} ${state}`);

it('has what is ahead of its turn as intended, and hands it out once', async () => {
  const records = (await book.intend([stop, proof])) ?? [];
  book.keepAhead(records.slice(1));
  expect(book.takeAhead(stop)).toBeNull();
  expect(book.takeAhead(proof)).toBe(records[1]);
  expect(book.takeAhead(proof)).toBeNull();
  expect(states()).toEqual(['stop intended', 'verify-received intended']);
});

it('says of what was given up before its turn that it was not done', async () => {
  book.keepAhead((await book.intend([promote])) ?? []);
  book.dropAhead();
  expect(states()).toEqual(['promote failed']);
  expect(told.at(-1)).toMatchObject({
    kind: 'steps-ended',
    steps: [{ step: 'promote', result: 'not done: what comes before it was given up' }],
  });
  book.dropAhead();
  expect(told).toHaveLength(2);
});

it('gives each step a place of its own, also while the store is asked', async () => {
  const [first, second] = await Promise.all([book.intend([promote]), book.intend([stop, proof])]);
  expect([...(first ?? []), ...(second ?? [])].map(({ position }) => position)).toEqual([0, 1, 2]);
});

it('has nothing done that the store did not take', async () => {
  takes = false;
  expect(await book.intend([promote])).toBeNull();
  expect(states()).toEqual(['promote failed']);
});
