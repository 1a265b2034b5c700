import { expect, it } from 'vitest';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import { receiverOf, aPlanInput, someStates } from '../testing/plan-inputs.js';
import { readinessOf } from './readiness.js';

it('tries a switchover to every standby, by the checks of a real preflight', () => {
  const all = readinessOf(aPlanInput());
  expect(all).toMatchObject([
    { node: 's1', kind: 'switchover', ready: true, score: 100, impossible: null, behind: null },
    { node: 's2', ready: true, behind: null },
    { node: 's3', behind: 's1' },
  ]);
  expect(all[0]?.passed).toBeGreaterThanOrEqual(18);
});

it('says what blocks, and what warns', () => {
  const states = someStates({ s1: receiverOf('pg1', { status: 'waiting' }) });
  const [s1] = readinessOf(aPlanInput({ states }));
  expect(s1).toMatchObject({ ready: false, score: 50 });
  expect(s1?.objections.map(({ id, verdict }) => `${verdict} ${id}`)).toEqual([
    'block target-streaming',
  ]);
});

it('tries a promotion where the primary is gone, and leaves out what it is told to', () => {
  const silent = {
    kind: 'silent',
    reason: 'refused',
    detail: '',
    since: 0,
    polls: 9,
  } as const;
  const topology = withNode(aTopology({ primary: { kind: 'unreachable', node: 'pg1' } }), 'pg1', {
    reach: silent,
  });
  const input = aPlanInput({ topology, facts: new Map() });
  const [s1] = readinessOf(input);
  expect(s1?.kind).toBe('promote');
  expect(s1?.objections.map(({ id }) => id)).toContain('driver');
  const [without] = readinessOf(input, ['driver']);
  expect(without?.objections.map(({ id }) => id)).not.toContain('driver');
});
