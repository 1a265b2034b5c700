import { describe, expect, it } from 'vitest';

import { testNow } from '../testing/observations.js';
import {
  aFirstOneView,
  aMember,
  aPrimaryView,
  aStandbyView,
  aTopology,
  anAsyncView,
  withNode,
} from '../testing/topologies.js';
import type { SyncMember, SyncView, Topology } from '../topology/model.js';
import type { WhatIf } from './model.js';
import { whatIf } from './what-if.js';

const down = (topology: Topology, ...nodes: string[]): WhatIf =>
  whatIf(topology, { down: nodes, promoted: null });

/** `pg1` with standbys behind it, under these names. */
function flat(names: readonly string[], sync: SyncView): Topology {
  return aTopology({
    nodes: [aPrimaryView('pg1'), ...names.map((name) => aStandbyView(name, 'pg1'))],
    sync,
  });
}

function byNames(
  method: 'priority' | 'quorum',
  numSync: number,
  names: readonly string[],
  members: readonly SyncMember[],
): SyncView {
  const keyword = method === 'quorum' ? 'ANY' : 'FIRST';
  return aFirstOneView({
    config: { method, numSync, names },
    namesSetting: `${keyword} ${numSync} (${names.join(', ')})`,
    members,
  });
}

const three = ['s1', 's2', 's3'];
const anyOf = (numSync: number): Topology =>
  flat(
    three,
    byNames(
      'quorum',
      numSync,
      three,
      three.map((name) => aMember(name, { state: 'quorum' })),
    ),
  );
const firstTwo = flat(
  three,
  byNames('priority', 2, three, [
    aMember('s1'),
    aMember('s2', { priority: 2 }),
    aMember('s3', { priority: 3, state: 'potential' }),
  ]),
);
const single = flat(['s1', 's2'], byNames('priority', 1, ['s1'], [aMember('s1')]));
const everybody = flat(
  ['s1', 's2'],
  byNames('priority', 1, ['*'], [aMember('s1'), aMember('s2', { state: 'potential' })]),
);
const asynchronous = flat(['s1', 's2'], anAsyncView());

describe('commits, when standbys are lost', () => {
  it.each<[string, Topology, readonly string[], object, object]>([
    ['asynchronous', asynchronous, ['s1'], { kind: 'not-waiting' }, { kind: 'not-waiting' }],
    ['one synchronous', single, ['s1'], { kind: 'hang', present: 0 }, { missing: ['s1'] }],
    ['the other of it', single, ['s2'], { kind: 'go-on', takenOverBy: [] }, { waitsFor: ['s1'] }],
    [
      'priority with a potential one',
      aTopology(),
      ['s1'],
      { kind: 'go-on', spare: 0, takenOverBy: ['s2'] },
      { waitsFor: ['s2'], spare: 0 },
    ],
    ['both of priority', aTopology(), ['s1', 's2'], { kind: 'hang' }, { missing: ['s1', 's2'] }],
    [
      'FIRST 2',
      firstTwo,
      ['s1'],
      { kind: 'go-on', spare: 0, takenOverBy: ['s3'] },
      { waitsFor: ['s2', 's3'] },
    ],
    ['FIRST 2, two lost', firstTwo, ['s1', 's3'], { kind: 'hang', present: 1 }, { present: 1 }],
    ['ANY 1', anyOf(1), ['s1', 's2'], { kind: 'go-on', spare: 0 }, { spare: 0 }],
    ['ANY 2', anyOf(2), ['s1'], { kind: 'go-on', spare: 0 }, { waitsFor: ['s2', 's3'] }],
    ['ANY 2, two lost', anyOf(2), ['s1', 's2'], { kind: 'hang', present: 1 }, { present: 1 }],
    ['*', everybody, ['s1'], { kind: 'go-on', takenOverBy: ['s2'] }, { waitsFor: ['s2'] }],
    ['* and everybody', everybody, ['s1', 's2'], { kind: 'hang' }, { missing: [] }],
    ['a leaf of a cascade', aTopology(), ['s3'], { kind: 'go-on', spare: 1 }, { spare: 1 }],
  ])('%s', (_, topology, lost, commits, next) => {
    const outlook = down(topology, ...lost);
    expect(outlook.commits).toMatchObject(commits);
    expect(outlook.next).toMatchObject(next);
  });

  it('are not known of where the primary can not be asked', () => {
    const blind = aTopology({
      primary: { kind: 'unreachable', node: 'pg1' },
      sync: aFirstOneView({ members: [], commits: { kind: 'unknown' }, wait: null }),
    });
    expect(down(blind, 's1').commits.kind).toBe('unknown');
    expect(down(blind, 'pg1')).toMatchObject({ commits: { kind: 'no-primary' } });
  });
});

describe('those that are left', () => {
  it('of a cascade, the branch below is cut off, one of them at second hand', () => {
    const nodes = [...aTopology().nodes, aStandbyView('s4', 's3')];
    const outlook = down(aTopology({ nodes }), 's1');
    expect(outlook.cutOff).toEqual([
      { node: 's3', upstream: 's1', indirectly: false, hasArchive: false },
      { node: 's4', upstream: 's3', indirectly: true, hasArchive: false },
    ]);
    expect(outlook.receiving).toEqual(['s2']);
  });

  it('count strangers that the primary feeds, and no longer those of a lost parent', () => {
    const stranger = {
      applicationName: 'x',
      clientAddress: null,
      state: 'streaming',
      syncState: 'async' as const,
      slotName: null,
      replayBytes: 0,
      pid: 1,
    };
    const topology = aTopology({
      unmanaged: [
        { ...stranger, upstream: 'pg1' },
        { ...stranger, upstream: 's1', applicationName: 'y' },
      ],
    });
    expect(down(topology, 's1').receiving).toEqual(['s2', 'x']);
    expect(down(topology, 'x').receiving).toEqual(['s1', 's2', 's3', 'y']);
  });
});

describe('a stranger under the name of a node', () => {
  it('is not lost with the node, and takes over from it', () => {
    const stranger = aMember('s1', { node: null, priority: 1, state: 'potential' });
    const sync = aFirstOneView({ members: [aMember('s1'), stranger] });
    const outlook = down(aTopology({ sync }), 's1');
    expect(outlook.commits).toMatchObject({ kind: 'go-on', takenOverBy: ['s1'] });
    expect(outlook.next).toMatchObject({ waitsFor: ['s1'] });
  });
});

describe('a standby that gives pgrepl no answer', () => {
  const reach = {
    kind: 'silent',
    reason: 'timed-out',
    detail: '',
    since: testNow,
    polls: 3,
  } as const;

  it('receives if its primary says so, and not if nobody does', () => {
    expect(down(withNode(aTopology(), 's2', { reach }), 's3').receiving).toEqual(['s1', 's2']);
    const upstream = { kind: 'node', node: 's1', evidence: 'remembered' } as const;
    const unseen = withNode(aTopology(), 's3', { reach, upstream });
    expect(down(unseen, 's2').receiving).toEqual(['s1']);
    expect(down(unseen, 's3').silentAlready).toEqual(['s3']);
  });
});

describe('the loss of the primary', () => {
  it.each<[string, Topology, readonly string[], object, string | undefined, boolean | undefined]>([
    ['asynchronous', asynchronous, [], { why: 'asynchronous' }, 's1', false],
    ['one synchronous', single, [], { kind: 'each', nodes: ['s1'] }, 's1', true],
    ['one synchronous, gone too', single, ['s1'], { why: 'witnesses-lost' }, 's2', false],
    ['priority', aTopology(), [], { kind: 'each', nodes: ['s1'] }, 's1', true],
    ['FIRST 2', firstTwo, ['s1'], { kind: 'each', nodes: ['s2'] }, 's2', true],
    ['ANY 1', anyOf(1), [], { kind: 'furthest', nodes: three }, 's1', false],
    ['ANY 1, one gone too', anyOf(1), ['s1'], { why: 'witnesses-lost' }, 's2', false],
    [
      'ANY 2, one gone too',
      anyOf(2),
      ['s1'],
      { kind: 'furthest', nodes: ['s2', 's3'] },
      's2',
      false,
    ],
    ['ANY 3', anyOf(3), ['s1'], { kind: 'each', nodes: ['s2', 's3'] }, 's2', true],
    ['everybody', aTopology(), three, { why: 'witnesses-lost' }, undefined, undefined],
  ])('%s', (_, topology, more, survival, heir, hasAcknowledged) => {
    const outlook = down(topology, 'pg1', ...more);
    expect(outlook.commits.kind).toBe('no-primary');
    expect(outlook.survival).toMatchObject(survival);
    expect(outlook.heir?.node).toBe(heir);
    expect(outlook.heir?.hasAcknowledged).toBe(hasAcknowledged);
  });

  it('says that some are exempt, and does not know what it may not see', () => {
    const overrides = [{ database: null, role: 'bulk', value: 'off' }];
    const exempt = aTopology({ sync: aFirstOneView({ overrides }) });
    expect(down(exempt, 'pg1').survival).toMatchObject({ kind: 'each', exempt: true });
    const hidden = aTopology({
      sync: aFirstOneView({ members: [aMember('s1', { eligible: null })] }),
    });
    expect(down(hidden, 'pg1').survival).toMatchObject({ why: 'unknown' });
  });

  it('passes over who is cold, or lives on an archive', () => {
    const cold = withNode(aTopology(), 's1', { reach: { kind: 'cold', since: testNow } });
    expect(down(cold, 'pg1').heir).toMatchObject({ node: 's2', hasAcknowledged: false });
    const shipped = flat(['a1'], anAsyncView());
    const archive = withNode(shipped, 'a1', { upstream: { kind: 'archive' } });
    expect(down(archive, 'pg1').heir).toBeNull();
  });
});
