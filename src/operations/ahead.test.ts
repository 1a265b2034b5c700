import { expect, it } from 'vitest';
import { aStep } from '../wording/testing/operations.js';
import { goingAhead, goingAlong } from './ahead.js';

const stop = aStep('stop', { action: { kind: 'stop' } });
const proof = aStep('verify-received', { action: { kind: 'verify-received' } });
const promote = aStep('promote', {
  action: { kind: 'promote', how: 'pg_promote' },
  noReturn: true,
});
const repoint = aStep('repoint:s2', {
  action: { kind: 'repoint', upstream: 's1', slot: null, how: 'reload' },
});

it('puts on record together with the step before only what looks and changes nothing', () => {
  expect(goingAlong([proof])).toEqual([proof]);
  expect(goingAlong([promote, repoint])).toEqual([]);
  expect(goingAlong([proof, promote])).toEqual([]);
  expect(goingAlong([])).toEqual([]);
});

it('puts the promotion alone on record while its proof is looked for, and at no other time', () => {
  expect(goingAhead([proof], [promote, repoint])).toEqual([promote]);
  expect(goingAhead([stop], [promote, repoint])).toEqual([]);
  expect(goingAhead([proof], [repoint])).toEqual([]);
});
