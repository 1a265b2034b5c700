import { describe, expect, it } from 'vitest';

import { testNow } from '../testing/observations.js';
import { aFirstOneView, aMember, aTopology, anAsyncView, withNode } from '../testing/topologies.js';
import type { NodeView } from '../topology/model.js';
import { isWeaker, learnContract, overrideText } from './contract.js';

describe('learnContract', () => {
  it('takes down what a healthy cluster promises', () => {
    const sync = aFirstOneView({
      overrides: [{ database: 'bulk', role: null, value: 'off' }],
    });
    expect(learnContract(aTopology({ sync }), testNow)).toEqual({
      source: 'learned',
      since: testNow,
      required: 1,
      eligible: 2,
      synchronousCommit: 'on',
      names: 'FIRST 1 (s1, s2)',
      overrides: ['bulk/*=off'],
    });
  });

  it('takes down that an asynchronous cluster promises nothing', () => {
    expect(learnContract(aTopology({ sync: anAsyncView() }), testNow)).toMatchObject({
      required: 0,
      eligible: 0,
      names: '',
    });
  });

  it('requires nothing where the level waits for nobody', () => {
    const sync = aFirstOneView({
      synchronousCommit: 'local',
      commits: { kind: 'not-waiting', why: 'level' },
    });
    expect(learnContract(aTopology({ sync }), testNow)).toMatchObject({
      required: 0,
      synchronousCommit: 'local',
    });
  });

  it('learns from a cluster with a cold and an archive-fed standby', () => {
    let topology = withNode(aTopology(), 's2', { reach: { kind: 'cold', since: testNow } });
    topology = withNode(topology, 's3', { upstream: { kind: 'archive' } });
    expect(learnContract(topology, testNow)).not.toBeNull();
  });

  it('is not kept from learning by a listed name that belongs to no configured node', () => {
    const stray = aMember('s9', { node: null, state: 'missing', eligible: false, priority: 3 });
    const sync = aFirstOneView({ members: [...aFirstOneView().members, stray] });
    expect(learnContract(aTopology({ sync }), testNow)).not.toBeNull();
  });

  const silent: NodeView['reach'] = {
    kind: 'silent',
    reason: 'refused',
    detail: '',
    since: testNow,
    polls: 1,
  };

  it.each<[string, Partial<NodeView>]>([
    ['silent', { reach: silent }],
    ['not polled yet', { reach: { kind: 'not-polled-yet' } }],
    ['disconnected', { upstream: { kind: 'disconnected', last: 'pg1' } }],
    ['fed by nobody knows whom', { upstream: { kind: 'unknown' } }],
    ['another system’s', { foreign: true }],
  ])('learns nothing while a standby is %s', (_, changes) => {
    expect(learnContract(withNode(aTopology(), 's3', changes), testNow)).toBeNull();
  });

  it('learns nothing while a listed standby of the configuration is missing or catches up', () => {
    for (const state of ['missing', 'potential'] as const) {
      const members = [aMember('s1'), aMember('s2', { priority: 2, state, eligible: false })];
      const sync = aFirstOneView({ members });
      expect(learnContract(aTopology({ sync }), testNow)).toBeNull();
    }
  });

  it('learns nothing without one visible primary', () => {
    const unknown = aFirstOneView({ commits: { kind: 'unknown' } });
    const blind = withNode(aTopology(), 'pg1', { fullyVisible: false });
    for (const topology of [
      aTopology({ primary: { kind: 'several', nodes: ['pg1', 's1'] } }),
      aTopology({ primary: { kind: 'unreachable', node: 'pg1' } }),
      aTopology({ sync: unknown }),
      aTopology({ sync: aFirstOneView({ synchronousCommit: null }) }),
      blind,
    ]) {
      expect(learnContract(topology, testNow)).toBeNull();
    }
  });
});

it('writes an override with stars for any', () => {
  expect(overrideText({ database: null, role: 'batch', value: 'off' })).toBe('*/batch=off');
  expect(overrideText({ database: 'a', role: 'b', value: 'local' })).toBe('a/b=local');
});

it('ranks the levels as their guarantees go', () => {
  const levels = ['off', 'local', 'remote_write', 'on', 'remote_apply'];
  for (const [index, level] of levels.entries()) {
    expect(levels.map((other) => isWeaker(other, level))).toEqual(
      levels.map((_, other) => other < index),
    );
  }
  expect(isWeaker('no', 'TRUE')).toBe(true);
  expect(isWeaker('yes', 'on')).toBe(false);
  expect(isWeaker('nonsense', 'on')).toBe(false);
});
