import { expect, it } from 'vitest';
import { anOperation, aPlan, aStep, aStepRecord } from '../wording/testing/operations.js';
import { closedLeft } from './closed-left.js';
import type { Operation, StepRecord } from './model.js';

const plan = aPlan({
  steps: [
    aStep('stop', {
      action: { kind: 'stop', startAgain: ['pg_ctl start -D /srv/pg1 -w'] },
      phase: 'down',
    }),
    aStep('promote', {
      action: { kind: 'promote', how: 'pg_promote' },
      node: 's1',
      group: 1,
      noReturn: true,
    }),
    aStep('repoint:s2', {
      action: { kind: 'repoint', upstream: 's1', slot: null, how: 'reload' },
      node: 's2',
      group: 1,
      words: 'point s2 at s1',
    }),
    aStep('rejoin', {
      action: { kind: 'rejoin', how: 'follow', upstream: 's1', slot: null },
      group: 2,
      words: 'bring pg1 back as a standby of s1',
      exact: ['/opt/pg make_standby', '/opt/pg start'],
    }),
    aStep('verify', { action: { kind: 'verify', nodes: [] }, node: 's1', group: 3 }),
  ],
  leftToDo: [{ node: 's9', words: 'Point s9 at s1.', commands: [] }],
});

const at = (...records: readonly (readonly [string, StepRecord['state']])[]): Operation =>
  anOperation({
    plan,
    state: 'interrupted',
    steps: records.map(([step, state], position) => aStepRecord({ step, state, position })),
  });

it('is the start of the old primary, where it was told to stop and nobody was promoted', () => {
  expect(closedLeft(at(['stop', 'done']), false)).toEqual([
    {
      node: 'pg1',
      words: 'Still to be done, unless somebody has: start pg1 again.',
      commands: ['pg_ctl start -D /srv/pg1 -w'],
    },
  ]);
  expect(closedLeft(at(), false)).toEqual([]);
});

it('is what the plan has behind the promotion, but for what is done', () => {
  const operation = at(['stop', 'done'], ['promote', 'done'], ['repoint:s2', 'done']);
  expect(closedLeft(operation, true)).toEqual([
    {
      node: 'pg1',
      words: 'Still to be done, unless somebody has: bring pg1 back as a standby of s1.',
      commands: ['/opt/pg make_standby', '/opt/pg start'],
    },
    ...plan.leftToDo,
  ]);
});

it('is to find out who is primary, where nobody knows', () => {
  const [only, ...more] = closedLeft(at(['stop', 'done'], ['promote', 'unknown']), 'unknown');
  expect(only?.words).toMatch(/^Find out whether s1 is a primary before anything else is started/);
  expect(more).toEqual([]);
});
