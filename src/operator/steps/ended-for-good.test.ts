import { expect, it } from 'vitest';
import { aStandbyLook, silentLook, somePosition } from '../../operations/testing/looks.js';
import type { Look } from '../ports.js';
import { endedForGood } from './ended-for-good.js';
import type { StepContext } from './context.js';

const silent = silentLook;

/** A step's context in which the node says this, one after the other, and the last of it for ever. */
function contextOf(...says: readonly Look[]): StepContext {
  let asked = 0;
  let now = 0;
  const look = (): Promise<Look> => {
    const said = says[Math.min(asked, says.length - 1)];
    asked += 1;
    now += 300;
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
  ['a standby', aStandbyLook],
  ['a cold standby', silent('hot-standby-off')],
  ['a server that is ending still', silent('shutting-down')],
  ['a host that is silent', silent('timed-out')],
  ['a network that is gone', silent('unreachable')],
] as const)('takes a clean end for one where there is %s', async (_what, look) => {
  expect(await endedForGood('pg1', contextOf(look))).toEqual({ kind: 'ended' });
});

it.each([
  ['takes writes', { kind: 'position', position: somePosition }],
  ['has no connection left', silent('too-many-connections')],
  ['knows another password', silent('authentication')],
  ['lets the role read nothing', silent('permission')],
  ['comes up, however long that takes', silent('starting-up')],
  ['takes connections and says nothing', { ...silent('timed-out'), accepted: true }],
] as const)('sees that it was started where a server %s', async (_what, look) => {
  const after = await endedForGood('pg1', contextOf(look));
  expect(after.kind === 'started' && after.words).toMatch(/^pg1 ended, but/);
});

it('claims no start where it knows only that something listens', async () => {
  const after = await endedForGood('pg1', contextOf({ ...silent('timed-out'), accepted: true }));
  expect(after).toEqual({
    kind: 'started',
    words:
      'pg1 ended, but it may run again, for something listens at its address: it says timed-out',
  });
});

it('waits for a server that comes up to say what it is', async () => {
  const standby: Look = aStandbyLook;
  expect(await endedForGood('pg1', contextOf(silent('starting-up'), standby))).toEqual({
    kind: 'ended',
  });
});
