import { expect, it } from 'vitest';
import type { Look, NodePosition } from '../ports.js';
import { endedForGood } from './ended-for-good.js';
import type { StepContext } from './context.js';

const position: NodePosition = {
  at: 0,
  startedAt: 0,
  inRecovery: false,
  systemIdentifier: '1',
  timeline: 1,
  writeLsn: null,
  receivedLsn: null,
  replayedLsn: null,
  promotedAtLsn: null,
  receiverStatus: null,
  receiverTimeline: null,
  replayPaused: false,
  streaming: [],
  checkpointLsn: null,
  redoLsn: null,
};

const silent = (reason: Extract<Look, { kind: 'silent' }>['reason']): Look => ({
  kind: 'silent',
  reason,
  detail: `it says ${reason}`,
});

/** A step's context in which the node says this, one after the other, and the last of it for ever. */
function contextOf(...says: readonly Look[]): StepContext {
  let asked = 0;
  let now = 0;
  const look = (): Promise<Look> => {
    const said = says[Math.min(asked, says.length - 1)];
    asked += 1;
    now += 100;
    return said === undefined
      ? Promise.reject(new Error('nothing is said'))
      : Promise.resolve(said);
  };
  return {
    clock: { now: () => now },
    signal: new AbortController().signal,
    ways: () => ({ actor: { look } }),
  } as unknown as StepContext;
}

it.each([
  ['nothing listens', { kind: 'refused', detail: '' }],
  ['a standby', { kind: 'position', position: { ...position, inRecovery: true } }],
  ['a cold standby', silent('hot-standby-off')],
  ['a server that is ending still', silent('shutting-down')],
  ['a host that is silent', silent('timed-out')],
  ['a network that is gone', silent('unreachable')],
] as const)('takes a clean end for one where there is %s', async (_what, look) => {
  expect(await endedForGood('pg1', contextOf(look))).toEqual({ kind: 'ended' });
});

it.each([
  ['takes writes', { kind: 'position', position }],
  ['has no connection left', silent('too-many-connections')],
  ['knows another password', silent('authentication')],
  ['lets the role read nothing', silent('permission')],
  ['comes up, however long that takes', silent('starting-up')],
] as const)('sees that it was started where a server %s', async (_what, look) => {
  const after = await endedForGood('pg1', contextOf(look));
  expect(after.kind === 'started' && after.words).toMatch(/^pg1 ended, but/);
});

it('waits for a server that comes up to say what it is', async () => {
  const standby: Look = { kind: 'position', position: { ...position, inRecovery: true } };
  expect(await endedForGood('pg1', contextOf(silent('starting-up'), standby))).toEqual({
    kind: 'ended',
  });
});
