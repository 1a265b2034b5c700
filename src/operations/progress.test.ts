import { describe, expect, it } from 'vitest';
import { testNow } from '../replication/testing/observations.js';
import { anOperation, aPlan, aStep, aStepRecord } from '../wording/testing/operations.js';
import type { Operation, StepRecord } from './model.js';
import { pastNoReturn, progressOf, stopAskedBefore } from './progress.js';
import { undoSteps } from './undo.js';

const plan = aPlan({
  sync: { before: 's1', onTarget: 'old', atPromotion: '', after: 'pg1' },
  steps: [
    aStep('prepare-target', {
      action: { kind: 'prepare-target', names: '', slots: ['s2', 'pg1'] },
      node: 's1',
    }),
    aStep('stop', { action: { kind: 'stop' }, by: 'command', phase: 'down', group: 1 }),
    aStep('promote', {
      action: { kind: 'promote', how: 'pg_promote' },
      node: 's1',
      phase: 'down',
      group: 2,
      noReturn: true,
    }),
    aStep('repoint:s2', {
      action: { kind: 'repoint', upstream: 's1', slot: 's2', how: 'reload' },
      node: 's2',
      phase: 'down',
      group: 2,
    }),
    aStep('verify', {
      action: { kind: 'verify', nodes: [] },
      node: 's1',
      phase: 'after',
      group: 3,
    }),
  ],
});

function operationWith(...records: readonly (readonly [string, StepRecord['state']])[]): Operation {
  return anOperation({
    plan,
    state: 'running',
    startedAt: testNow,
    steps: records.map(([step, state], position) =>
      aStepRecord({
        step,
        state,
        position,
        intendedAt: testNow + position * 100,
        endedAt: state === 'intended' ? null : testNow + position * 100 + 40,
      }),
    ),
  });
}

describe('stopAskedBefore', () => {
  it('is when the old primary was first told to stop, whoever goes on', () => {
    expect(stopAskedBefore(operationWith(['prepare-target', 'done']))).toBeNull();
    expect(stopAskedBefore(operationWith(['stop', 'failed']))).toBeNull();
    const again = operationWith(['prepare-target', 'done'], ['stop', 'unknown'], ['stop', 'done']);
    expect(stopAskedBefore(again)).toBe(testNow + 100);
  });
});

describe('progressOf', () => {
  it('says of every step how far it is, and what comes next', () => {
    const progress = progressOf(
      operationWith(['prepare-target', 'done'], ['stop', 'intended']),
      testNow + 1_000,
    );
    expect(progress.steps.map(({ state, durationMs }) => [state, durationMs])).toEqual([
      ['done', 40],
      ['running', 900],
      ['waiting', null],
      ['waiting', null],
      ['waiting', null],
    ]);
    expect(progress.current.map(({ step }) => step.id)).toEqual(['stop']);
    expect(progress.next.map(({ id }) => id)).toEqual(['promote', 'repoint:s2']);
    expect(progress.elapsedMs).toBe(1_000);
  });

  it('goes by the newest record of a step that was begun again', () => {
    const operation = operationWith(['stop', 'unknown'], ['stop', 'done']);
    expect(progressOf(operation, testNow).steps[1]).toMatchObject({ state: 'done' });
  });

  it('keeps apart what was taken back', () => {
    const progress = progressOf(operationWith(['stop', 'done'], ['undo:stop', 'done']), testNow);
    expect(progress.undone.map(({ step }) => step)).toEqual(['undo:stop']);
  });
});

describe('pastNoReturn', () => {
  it.each([
    [[], false],
    [[['promote', 'failed']], false],
    [[['promote', 'intended']], 'unknown'],
    [[['promote', 'unknown']], 'unknown'],
    [[['promote', 'done']], true],
  ] as const)('of %j is %s', (records, past) => {
    expect(pastNoReturn(operationWith(...records))).toBe(past);
  });
});

describe('undoSteps', () => {
  it('puts the old primary back first, then what was prepared for its successor', () => {
    const undo = undoSteps(
      operationWith(
        ['prepare-target', 'done'],
        ['stop', 'unknown'],
        ['promote', 'failed'],
        ['repoint:s2', 'done'],
      ),
    );
    expect(undo.map(({ id, action }) => [id, action])).toEqual([
      ['undo:stop', { kind: 'start' }],
      ['undo:repoint:s2', { kind: 'repoint', upstream: 'pg1', slot: 's2', how: 'reload' }],
      ['undo:prepare-target', { kind: 'set-names', names: 'old' }],
      ['undo:prepare-target:slots', { kind: 'drop-slots', slots: ['s2', 'pg1'] }],
    ]);
  });

  it('takes back only what was begun', () => {
    expect(undoSteps(operationWith())).toEqual([]);
    expect(undoSteps(operationWith(['prepare-target', 'intended'])).map(({ id }) => id)).toEqual([
      'undo:prepare-target',
      'undo:prepare-target:slots',
    ]);
  });

  it('starts a primary again that was fenced while it served, and no other', () => {
    const fenced = (reachable: boolean): readonly string[] => {
      const nodes = plan.nodes.map((node) => ({ ...node, reachable }));
      const steps = [aStep('fence', { action: { kind: 'fence' } })];
      const operation = anOperation({
        plan: { ...plan, kind: 'promote', nodes, steps },
        state: 'running',
        steps: [aStepRecord({ step: 'fence' })],
      });
      return undoSteps(operation).map(({ id }) => id);
    };
    expect(fenced(true)).toEqual(['undo:fence']);
    expect(fenced(false)).toEqual([]);
  });

  it('takes nothing back where there may be a new primary', () => {
    expect(undoSteps(operationWith(['stop', 'done'], ['promote', 'unknown']))).toEqual([]);
    expect(undoSteps(operationWith(['stop', 'done'], ['promote', 'done']))).toEqual([]);
  });
});
