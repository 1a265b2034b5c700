import { expect, it } from 'vitest';
import type { NodeCommand } from '../../operations/facts.js';
import type { Deed, DeedContext, NodeHands, StandbySource } from '../ports.js';
import { mixedHands } from './mixed-hands.js';

const context: DeedContext = {
  withinMs: 1000,
  signal: new AbortController().signal,
  waiting: () => undefined,
};
const source: StandbySource = { upstream: 's1', conninfo: 'host=s1', slot: null };

function recording(kind: 'command' | 'person', commands: readonly NodeCommand[], calls: string[]) {
  const doing = (what: string) => (): Promise<Deed<never>> => {
    calls.push(`${kind} ${what}`);
    return Promise.resolve({ kind: 'done', value: undefined as never });
  };
  const hands: NodeHands = {
    kind,
    can: (command) => commands.includes(command),
    stop: doing('stop'),
    start: doing('start'),
    restart: doing('restart'),
    promote: doing('promote'),
    controlData: commands.includes('control_data') ? doing('control_data') : null,
    makeStandby: doing('make_standby'),
    rewind: doing('rewind'),
    reclone: doing('reclone'),
    fence: doing('fence'),
  };
  return hands;
}

function mixed(...commands: readonly NodeCommand[]): { hands: NodeHands; calls: string[] } {
  const calls: string[] = [];
  const byCommand = recording('command', commands, calls);
  return { hands: mixedHands(byCommand, recording('person', [], calls)), calls };
}

it('asks a person for what has no command, and for nothing else', async () => {
  const { hands, calls } = mixed('stop', 'start');
  await hands.stop(context);
  await hands.promote(context);
  await hands.fence(context);
  await hands.start(context);
  await hands.restart(context);
  expect(calls).toEqual([
    'command stop',
    'person promote',
    'person fence',
    'command start',
    'command restart',
  ]);
  expect(hands.controlData).toBeNull();
});

it.each<[string, readonly NodeCommand[], 'person' | 'command']>([
  ['one command is missing', ['stop', 'start', 'rewind'], 'person'],
  ['none is', ['start', 'rewind', 'make_standby'], 'command'],
  ['that to rewind is', ['start', 'make_standby'], 'person'],
])('a rewound server is the work of one of them: %s', async (_, commands, who) => {
  const { hands, calls } = mixed(...commands);
  await hands.rewind(source, context);
  await hands.makeStandby(source, context);
  await hands.start(context);
  expect(calls).toEqual([`${who} rewind`, `${who} make_standby`, `${who} start`]);
  // The next start is nobody's but the command's again.
  await hands.start(context);
  expect(calls.at(-1)).toBe('command start');
});

it('a clone by command brings its settings along', async () => {
  const { hands, calls } = mixed('reclone', 'start');
  await hands.reclone(source, context);
  await hands.makeStandby(source, context);
  await hands.start(context);
  expect(calls).toEqual(['command reclone', 'command start']);
});
