import { expect, it } from 'vitest';
import type { Operation } from '../operations/model.js';
import { makePlan } from '../operations/plan.js';
import type { PlannedStep } from '../operations/plan-model.js';
import { aPlanInput } from '../operations/testing/plan-inputs.js';
import type { NodePosition } from './ports.js';
import type { Recorder } from './recorder.js';
import type { RunEnd } from './run-end.js';
import { Run } from './run.js';
import { nothingLearned, type StepContext } from './steps/context.js';

const done = Promise.resolve({ kind: 'done', value: { created: [], dropped: [], lsn: 0n } });

/** Goes on behind the promotion of s1 while this happens to pgrepl during the rejoin of pg1. */
async function goesOn(
  during: (signals: { stop: AbortController; leave: AbortController }) => void,
): Promise<{ end: RunEnd; commands: readonly string[]; set: readonly unknown[] }> {
  const made = makePlan(aPlanInput());
  if (made.kind !== 'plan') throw new Error(made.words);
  const { plan } = made;
  const turn = plan.steps.find(({ noReturn }) => noReturn)?.group ?? 0;
  const isBefore = ({ group }: PlannedStep): boolean => group <= turn;
  const steps = plan.steps.filter(isBefore).map((step, position) => ({
    ...{ position, step: step.id, node: step.node, words: step.words, exact: step.exact },
    ...{ state: 'done', intendedAt: 0, endedAt: 0, result: '' },
  }));
  const [stop, leave] = [new AbortController(), new AbortController()];
  const commands: string[] = [];
  const set: unknown[] = [];
  const looks = new Map<string, 'refused' | Partial<NodePosition>>([
    ['pg1', 'refused'],
    ['s1', { inRecovery: false, streaming: ['pg1', 's2'] }],
  ]);
  /** As a command does: what nobody wants any more is not begun. */
  const command = (name: string) => (_source: unknown, context?: { signal: AbortSignal }) => {
    const { signal } = context ?? (_source as { signal: AbortSignal });
    if (signal.aborted) return Promise.resolve({ kind: 'failed', code: null, detail: 'given up' });
    commands.push(name);
    if (name === 'start') looks.set('pg1', { inRecovery: true, receiverStatus: 'streaming' });
    return done;
  };
  const context = {
    plan,
    rules: aPlanInput().rules,
    clock: { now: () => 0 },
    learned: nothingLearned(),
    signal: stop.signal,
    lasting: leave.signal,
    resumed: true,
    waiting: () => undefined,
    ways: (node: string) => ({
      address: { host: node, port: 5432, applicationName: node, user: 'repl' },
      hands: {
        kind: 'command',
        can: () => true,
        makeStandby: (source: unknown, deeds: { signal: AbortSignal }) => {
          during({ stop, leave });
          return command('make_standby')(source, deeds);
        },
        start: command('start'),
      },
      actor: {
        look: () => {
          const seen = looks.get(node);
          return Promise.resolve(
            seen === undefined || seen === 'refused'
              ? { kind: 'refused', detail: '' }
              : { kind: 'position', position: seen },
          );
        },
        conninfo: () => Promise.resolve({ kind: 'done', value: { conninfo: null, slot: null } }),
        setSettings: (settings: unknown) => {
          set.push(settings);
          return done;
        },
        dropSlots: () => done,
        proveWrite: () => Promise.resolve({ kind: 'failed', code: null, detail: 'no commit' }),
      },
    }),
  } as unknown as StepContext;
  const recorder = { intend: () => Promise.resolve(true), tell: () => undefined };
  const run = new Run({
    operation: { plan, steps } as unknown as Operation,
    context,
    recorder: recorder as unknown as Recorder,
    newId: () => 'id',
    onBug: (_step, error) => {
      throw error;
    },
  });
  return { end: await run.onward(), commands, set };
}

it('goes on behind the promotion while pgrepl is being stopped', async () => {
  const { end, commands, set } = await goesOn(({ stop }) => {
    stop.abort();
  });
  expect(end.kind).toBe('finished');
  expect(commands).toEqual(['make_standby', 'start']);
  expect(set).toEqual([{ synchronous_standby_names: 'FIRST 1 (pg1, s2)' }]);
});

it('leaves the rest to the next process once this one can wait no longer', async () => {
  const { end, commands, set } = await goesOn(({ stop, leave }) => {
    stop.abort();
    leave.abort();
  });
  expect(end.kind).toBe('left');
  expect(commands).toEqual([]);
  expect(set).toEqual([]);
});
