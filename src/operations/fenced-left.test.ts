import { expect, it } from 'vitest';
import { anOperation, aPlan, aStep, aStepRecord } from '../wording/testing/operations.js';
import { fencedLeft } from './fenced-left.js';
import type { LeftToDo, StepRecord } from './model.js';

/** A promotion whose fence ended so, over an old primary that answered or was silent before. */
function leftAfter(state: StepRecord['state'] | null, reachable: boolean): readonly LeftToDo[] {
  const base = aPlan({ kind: 'promote' });
  const action = { kind: 'fence', startAgain: ['pg_ctl start'] } as const;
  const plan = {
    ...base,
    nodes: base.nodes.map((node) => (node.name === 'pg1' ? { ...node, reachable } : node)),
    steps: [aStep('fence', { node: 'pg1', action }), aStep('prepare-target')],
  };
  const steps = state === null ? [] : [aStepRecord({ step: 'fence', state })];
  return fencedLeft(anOperation({ plan, steps }));
}

it('tells a person to start a silent primary that was fenced', () => {
  expect(leftAfter('done', false)).toEqual([
    {
      node: 'pg1',
      words: 'pg1 is fenced, and nothing starts it again: start it, unless another primary serves.',
      commands: ['pg_ctl start'],
    },
  ]);
});

it('says so where it may have been fenced', () => {
  expect(leftAfter('unknown', false)[0]?.words).toContain('pg1 may be fenced: look at it');
});

it.each([
  ['fenced for certain not', 'failed', false],
  ['not fenced yet', null, false],
  ['one that answered, which is started again', 'done', true],
] as const)('leaves nothing of one that is %s', (_what, state, reachable) => {
  expect(leftAfter(state, reachable)).toEqual([]);
});
