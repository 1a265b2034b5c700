import { describe, expect, it } from 'vitest';

import { aFirstOneView, aMember, aTopology, anAsyncView } from '../testing/topologies.js';
import { nextLoss } from './next-loss.js';
import type { SyncView, Topology } from './model.js';

function withSync(sync: SyncView): Topology {
  return aTopology({ sync });
}

describe('nextLoss', () => {
  it('tells "Commits wait for s1. If s1 is lost, s2 takes over; if both are, commits hang."', () => {
    expect(nextLoss(aTopology())).toEqual({
      kind: 'waiting',
      method: 'priority',
      required: 1,
      spare: 1,
      waitsFor: ['s1'],
      steps: [
        { lost: ['s1'], outcome: 'go-on', takenOverBy: 's2' },
        { lost: ['s1', 's2'], outcome: 'hang', takenOverBy: null },
      ],
    });
  });

  it('tells that the next loss makes commits hang', () => {
    const alone = aFirstOneView({
      members: [
        aMember('s2', { priority: 2 }),
        aMember('s1', { state: 'missing', eligible: false }),
      ],
      commits: { kind: 'waiting-satisfied', required: 1, spare: 0 },
    });
    expect(nextLoss(withSync(alone))).toMatchObject({
      spare: 0,
      waitsFor: ['s2'],
      steps: [{ lost: ['s2'], outcome: 'hang', takenOverBy: null }],
    });
  });

  it('tells who takes over from each of several required', () => {
    const two = aFirstOneView({
      config: { method: 'priority', numSync: 2, names: ['s1', 's2', 's3'] },
      namesSetting: 'FIRST 2 (s1, s2, s3)',
      members: [
        aMember('s1'),
        aMember('s2', { priority: 2 }),
        aMember('s3', { priority: 3, state: 'potential' }),
      ],
    });
    expect(nextLoss(withSync(two))).toMatchObject({
      required: 2,
      spare: 1,
      waitsFor: ['s1', 's2'],
      steps: [
        { lost: ['s1'], outcome: 'go-on', takenOverBy: 's3' },
        { lost: ['s1', 's2'], outcome: 'hang', takenOverBy: null },
      ],
    });
  });

  it('tells of a quorum how many may be lost, for it does not matter which', () => {
    const quorum = aFirstOneView({
      config: { method: 'quorum', numSync: 1, names: ['s1', 's2'] },
      namesSetting: 'ANY 1 (s1, s2)',
      members: ['s1', 's2'].map((name) => aMember(name, { state: 'quorum' })),
    });
    expect(nextLoss(withSync(quorum))).toEqual({
      kind: 'waiting',
      method: 'quorum',
      required: 1,
      spare: 1,
      waitsFor: ['s1', 's2'],
      steps: [],
    });
  });

  it('tells that commits hang already, and who is missing', () => {
    const hanging = aFirstOneView({
      members: [
        aMember('s1', { state: 'potential', eligible: false }),
        aMember('s2', { priority: 2, state: 'missing', eligible: false }),
      ],
      commits: { kind: 'hangs', required: 1, present: 0 },
    });
    expect(nextLoss(withSync(hanging))).toEqual({
      kind: 'hanging',
      required: 1,
      present: 0,
      missing: ['s2'],
      catchingUp: ['s1'],
      withheld: [],
    });
  });

  it('tells that the next loss brings one to the front that can’t confirm', () => {
    const behind = aFirstOneView({
      synchronousCommit: 'remote_apply',
      members: [
        aMember('s1'),
        aMember('s2', {
          priority: 2,
          state: 'potential',
          eligible: false,
          withholds: 'replay-paused',
        }),
      ],
    });
    expect(nextLoss(withSync(behind))).toMatchObject({
      spare: 0,
      waitsFor: ['s1'],
      steps: [{ lost: ['s1'], outcome: 'hang' }],
    });
  });

  it('calls an unmanaged standby by its application_name', () => {
    const members = [aMember('Stranger', { node: null })];
    expect(nextLoss(withSync(aFirstOneView({ members })))).toMatchObject({
      waitsFor: ['Stranger'],
    });
  });

  it('tells that commits wait for nobody, and why', () => {
    expect(nextLoss(withSync(anAsyncView()))).toEqual({ kind: 'not-waiting', why: 'no-names' });
    expect(nextLoss(withSync(aFirstOneView({ synchronousCommit: 'off' })))).toEqual({
      kind: 'not-waiting',
      why: 'level',
    });
  });

  it('does not say what it does not know', () => {
    const hidden = [aMember('s1', { eligible: null })];
    expect(nextLoss(withSync(aFirstOneView({ members: hidden })))).toEqual({ kind: 'unknown' });
    expect(nextLoss(aTopology({ primary: { kind: 'unknown' } }))).toEqual({ kind: 'unknown' });
    expect(nextLoss(aTopology({ primary: { kind: 'none', last: null } }))).toEqual({
      kind: 'no-primary',
    });
  });
});
