import { beforeEach, describe, expect, it } from 'vitest';
import type { Operation, Outcome, StepRecord } from '../operations/model.js';
import { anOperation } from '../wording/testing/operations.js';
import { OperationMemory } from './memory.js';
import type { OperationStore, OperationWrite } from './ports.js';
import { Recorder } from './recorder.js';

const silent = (): void => undefined;

/** What was written, and whether the next writes are taken. */
let written: OperationWrite['change'][];
let isThere: boolean;
let recorder: Recorder;
let memory: OperationMemory;

const running: Operation = anOperation({ state: 'running' });

const step = (position: number, state: StepRecord['state']): StepRecord => ({
  position,
  step: `step-${position}`,
  node: 'pg1',
  words: 'do something',
  exact: [],
  state,
  intendedAt: 0,
  endedAt: state === 'intended' ? null : 1,
  result: null,
});

beforeEach(() => {
  written = [];
  isThere = true;
  memory = new OperationMemory();
  const write: OperationStore['write'] = ({ change }) => {
    if (!isThere) return Promise.reject(new Error('the store is away'));
    written.push(change);
    return Promise.resolve(running);
  };
  recorder = new Recorder({
    operationId: running.id,
    store: { write } as OperationStore,
    memory,
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
});

describe('an intention', () => {
  it('counts once the store has it', async () => {
    expect(
      await recorder.intend({ kind: 'steps-intended', steps: [step(0, 'intended')] }, []),
    ).toBe(true);
    expect(memory.get(running.id)).toBe(running);
  });

  it('does not count while the store is away, nor is it written later', async () => {
    isThere = false;
    const steps = [step(0, 'intended')];
    expect(await recorder.intend({ kind: 'steps-intended', steps }, [])).toBe(false);
    isThere = true;
    expect(await recorder.settle(AbortSignal.timeout(1000))).toBe(true);
    expect(written).toEqual([]);
  });

  it('takes what has just ended along, in one commit', async () => {
    recorder.tell({ kind: 'steps-ended', steps: [step(0, 'done')] }, []);
    await recorder.intend({ kind: 'steps-intended', steps: [step(1, 'intended')] }, []);
    expect(written).toEqual([
      { kind: 'steps-ended', steps: [step(0, 'done')], next: [step(1, 'intended')] },
    ]);
  });

  it('does not count if what was told before is not on record', async () => {
    recorder.tell({ kind: 'steps-ended', steps: [step(0, 'done')] }, []);
    isThere = false;
    const steps = [step(1, 'intended')];
    expect(await recorder.intend({ kind: 'steps-intended', steps }, [])).toBe(false);
    isThere = true;
    await recorder.settle(AbortSignal.timeout(1000));
    expect(written).toEqual([{ kind: 'steps-ended', steps: [step(0, 'done')] }]);
  });
});

describe('what is told', () => {
  it('is written in order once the store is back', async () => {
    isThere = false;
    recorder.tell({ kind: 'steps-ended', steps: [step(0, 'done')] }, []);
    recorder.tell({ kind: 'steps-ended', steps: [step(1, 'failed')] }, []);
    expect(await recorder.settle(AbortSignal.abort())).toBe(false);
    isThere = true;
    expect(await recorder.settle(AbortSignal.abort())).toBe(true);
    expect(written.map((change) => change.kind === 'steps-ended' && change.steps)).toEqual([
      [step(0, 'done')],
      [step(1, 'failed')],
    ]);
  });

  it('is on record if the store ended it and its answer was lost', async () => {
    const ended = anOperation({ state: 'ended' });
    const outcome = { kind: 'completed' } as Outcome;
    const lost = new Recorder({
      operationId: running.id,
      store: {
        write: () => Promise.resolve(null),
        find: () => Promise.resolve(ended),
      } as Partial<OperationStore> as OperationStore,
      memory,
      log: { debug: silent, info: silent, warn: silent, error: silent },
    });
    lost.tell({ kind: 'ended', outcome }, []);
    expect(await lost.settle(AbortSignal.abort())).toBe(true);
    expect(memory.get(running.id)).toBe(ended);
  });
});
