import { describe, expect, it } from 'vitest';

import type { Slot } from '../observation.js';
import { aSlot, someSettings, testNow } from '../testing/observations.js';
import { aFirstOneView, aStandbyView, aTopology, withNode } from '../testing/topologies.js';
import type { NodeView, Topology } from '../topology/model.js';
import type { WhatIf } from './model.js';
import { whatIf } from './what-if.js';

const promoted = (topology: Topology, node: string, ...nodes: string[]): WhatIf =>
  whatIf(topology, { down: nodes, promoted: node });

describe('a promotion', () => {
  it('beside a living primary makes two, and takes the node from the first', () => {
    const outlook = promoted(aTopology(), 's1');
    expect(outlook.promotion).toMatchObject({
      obstacle: null,
      beside: { node: 'pg1', certain: true },
      dropsSynchrony: true,
      followers: [
        { node: 's2', how: 'stays' },
        { node: 's3', how: 'follows' },
      ],
    });
    expect(outlook.commits).toMatchObject({ kind: 'go-on', takenOverBy: ['s2'] });
    expect(outlook.receiving).toEqual(['s2']);
    expect(outlook.cutOff).toEqual([]);
  });

  it('after the loss of the primary leaves the others behind', () => {
    expect(promoted(aTopology(), 's1', 'pg1').promotion).toMatchObject({
      beside: null,
      hasAcknowledged: true,
      followers: [
        { node: 's2', how: 'stranded' },
        { node: 's3', how: 'follows' },
      ],
    });
    expect(promoted(aTopology(), 's2', 'pg1').promotion?.hasAcknowledged).toBe(false);
    const old = withNode(aTopology(), 's3', { major: 11 });
    expect(promoted(old, 's1', 'pg1').promotion?.followers).toContainEqual({
      node: 's3',
      how: 'may-follow',
    });
  });

  it.each<[string, string, object]>([
    ['', '', { kind: 'not-waiting', why: 'no-names' }],
    ['s3', 'on', { kind: 'go-on', required: 1, spare: 0 }],
    ['s2', 'on', { kind: 'hang', required: 1, present: 0 }],
    ['FIRST 2 (s2, s3)', 'on', { kind: 'hang', required: 2, present: 1 }],
    ['s2', 'local', { kind: 'not-waiting', why: 'level' }],
    ['1 (', 'on', { kind: 'unknown' }],
  ])('goes by its own names %j at %j', (names, level, commits) => {
    const settings = someSettings({ synchronousStandbyNames: names, synchronousCommit: level });
    const topology = withNode(aTopology(), 's1', { settings });
    expect(promoted(topology, 's1', 'pg1').promotion?.commits).toMatchObject(commits);
  });

  it.each<[string, string, object]>([
    ['FIRST 1 (s3, s4)', 'remote_apply', { kind: 'hang', required: 1, present: 0 }],
    ['FIRST 1 (s4, s3)', 'remote_apply', { kind: 'go-on', required: 1, spare: 0 }],
    ['ANY 1 (s3, s4)', 'remote_apply', { kind: 'go-on', required: 1, spare: 0 }],
    ['FIRST 1 (s3, s4)', 'on', { kind: 'go-on', required: 1, spare: 1 }],
  ])('passes nobody over whose replay is paused, with %s at %s', (names, level, commits) => {
    const settings = someSettings({ synchronousStandbyNames: names, synchronousCommit: level });
    const paused = { paused: true, applyDelayMs: 0, startupWait: null, lastReplayedCommitAt: null };
    const nodes = [...aTopology().nodes, aStandbyView('s4', 's1')];
    const topology = withNode(withNode(aTopology({ nodes }), 's1', { settings }), 's3', {
      replay: paused,
    });
    expect(promoted(topology, 's1', 'pg1').promotion?.commits).toMatchObject(commits);
  });

  it.each<[string, object]>([
    ['s3', { kind: 'hang', required: 1, present: 0 }],
    ['walreceiver', { kind: 'go-on', required: 1, spare: 0 }],
  ])('goes by the name that a standby really sends: with %s', (names, commits) => {
    const settings = someSettings({ synchronousStandbyNames: names });
    const topology = withNode(aTopology(), 's1', { settings });
    const sent = withNode(topology, 's3', { senderName: 'walreceiver' });
    expect(promoted(sent, 's1', 'pg1').promotion?.commits).toMatchObject(commits);
  });

  it.each<[string, Partial<NodeView>, object]>([
    ['cold', { reach: { kind: 'cold', since: testNow } }, { obstacle: 'cold' }],
    ['foreign', { foreign: true }, { obstacle: 'foreign' }],
    ['fed by an archive', { upstream: { kind: 'archive' } }, { obstacle: null, archiveFed: true }],
  ])('of a node that is %s', (_, changes, expected) => {
    expect(promoted(withNode(aTopology(), 's2', changes), 's2').promotion).toMatchObject(expected);
  });

  it.each<[number, boolean, number, string]>([
    [12, true, 0, 'waits'],
    [13, true, 0, 'resumes'],
    [18, false, 5000, 'hurries'],
    [18, false, 0, 'clear'],
  ])(
    'on %i with replay paused (%j) or delayed (%i ms): %s',
    (major, paused, applyDelayMs, replay) => {
      const node = withNode(aTopology(), 's2', {
        major,
        replay: { paused, applyDelayMs, startupWait: null, lastReplayedCommitAt: null },
      });
      expect(promoted(node, 's2', 'pg1').promotion?.replay).toBe(replay);
    },
  );

  it.each(['one', 'unreachable'] as const)(
    'can not end a pause for settings that are too low, with the primary %s',
    (kind) => {
      const held = withNode(aTopology(), 's2', {
        replay: { paused: true, applyDelayMs: 0, startupWait: null, lastReplayedCommitAt: null },
        settings: someSettings({ maxConnections: 50 }),
      });
      const lost = { ...held, primary: { kind: 'unreachable', node: 'pg1' } } as const;
      const { promotion } = promoted(kind === 'one' ? held : lost, 's2', 'pg1');
      expect(promotion?.replay).toBe('held');
    },
  );

  it('leaves logical slots behind of which it has no copy that is ready', () => {
    const logical = (name: string): Slot => aSlot(name, { kind: 'logical' });
    const slots = [aSlot('s1'), logical('cdc'), logical('etl'), logical('reports')];
    const feeding = withNode(aTopology(), 'pg1', { slots });
    const topology = withNode(feeding, 's1', {
      slots: [
        { ...logical('cdc'), synced: true },
        { ...logical('etl'), synced: true, temporary: true },
      ],
    });
    expect(promoted(topology, 's1', 'pg1').promotion?.slotsLeft).toEqual(['etl', 'reports']);
    expect(promoted(topology, 's2').promotion?.slotsLeft).toEqual(['cdc', 'etl', 'reports']);
  });

  it('beside a primary that can not be reached is not known to be alone', () => {
    const lost = aTopology({
      primary: { kind: 'unreachable', node: 'pg1' },
      sync: aFirstOneView({ members: [], commits: { kind: 'unknown' }, wait: null }),
    });
    const { promotion } = promoted(lost, 's1');
    expect(promotion?.beside).toEqual({ node: 'pg1', certain: false });
    expect(promoted(aTopology(), 'pg1').promotion?.obstacle).toBe('primary');
  });
});
