import { describe, expect, it } from 'vitest';

import {
  aCascade,
  aRecord,
  aStandbyOf,
  anAnswer,
  build,
  silenced,
  viewOf,
  withRecords,
} from '../testing/clusters.js';
import {
  aFailedObservation,
  aNodeState,
  aWalSender,
  anObservation,
  testNow,
} from '../testing/observations.js';
import { aDeclaration } from '../testing/topologies.js';

describe('a healthy cascade', () => {
  const topology = build(aCascade());

  it('knows the primary and who feeds whom', () => {
    expect(topology.primary).toEqual({ kind: 'one', node: 'pg1', timeline: 1 });
    expect(topology.nodes.map(({ name, upstream }) => [name, upstream])).toEqual([
      ['pg1', null],
      ['s1', { kind: 'node', node: 'pg1', evidence: 'walsender' }],
      ['s2', { kind: 'node', node: 'pg1', evidence: 'walsender' }],
      ['s3', { kind: 'node', node: 's1', evidence: 'walsender' }],
    ]);
    expect(topology.nodes.map(({ downstream }) => downstream)).toEqual([
      ['s1', 's2'],
      ['s3'],
      [],
      [],
    ]);
  });

  it('shows no lag, and no lag for the primary', () => {
    expect(viewOf(topology, 'pg1').lag).toBeNull();
    for (const name of ['s1', 's2', 's3']) {
      expect(viewOf(topology, name).lag).toMatchObject({ replayBytes: 0, hopBytes: 0, timeMs: 0 });
    }
  });

  it('sees nobody that is not configured', () => {
    expect(topology.unmanaged).toEqual([]);
    expect(topology.otherWalSenders).toEqual([]);
  });
});

describe('who is primary', () => {
  const cluster = aCascade();
  const [pg1, s1, s2] = cluster;
  if (pg1 === undefined || s1 === undefined || s2 === undefined) throw new Error('no cluster');
  const promoted = anAnswer('s1', aNodeState({ timeline: 2 }));

  it('is not known before all nodes were polled', () => {
    const unpolled = cluster.map(({ declaration }) => aRecord(declaration));
    expect(build(unpolled).primary).toEqual({ kind: 'unknown' });
    expect(build(withRecords(cluster, aRecord(pg1.declaration))).primary.kind).toBe('unknown');
  });

  it('is not known if nobody ever answered', () => {
    const dead = cluster.map(({ declaration: { name } }) =>
      aRecord(aDeclaration(name), aFailedObservation(name)),
    );
    expect(build(dead).primary).toEqual({ kind: 'unknown' });
  });

  it('is the silent one that was it last', () => {
    const topology = build(withRecords(cluster, silenced(pg1)));
    expect(topology.primary).toEqual({ kind: 'unreachable', node: 'pg1' });
    expect(viewOf(topology, 'pg1')).toMatchObject({
      role: 'primary',
      stateAt: testNow - 2_000,
      reach: { kind: 'silent', reason: 'refused', polls: 1 },
    });
  });

  it('is the silent one that an earlier process knew', () => {
    const never = aRecord(pg1.declaration, aFailedObservation('pg1'));
    const topology = build(withRecords(cluster, never, silenced(s2)), { lastPrimary: 'pg1' });
    expect(topology.primary).toEqual({ kind: 'unreachable', node: 'pg1' });
  });

  it('is the silent one that the standbys receive from, if nothing else is known', () => {
    const records = [
      aRecord(aDeclaration('a'), aFailedObservation('a')),
      aRecord(aDeclaration('b'), aFailedObservation('b')),
      anAnswer('c', aStandbyOf('b')),
    ];
    expect(build(records).primary).toEqual({ kind: 'unreachable', node: 'b' });
  });

  it('is nobody if all answer and none is', () => {
    const demoted = anAnswer('pg1', aStandbyOf('elsewhere'));
    const topology = build(withRecords(cluster, demoted), { lastPrimary: 'pg1' });
    expect(topology.primary).toEqual({ kind: 'none', last: 'pg1' });
    expect(topology.sync.commits).toEqual({ kind: 'unknown' });
  });

  it('is the new one while the old one is silent', () => {
    const topology = build(withRecords(cluster, silenced(pg1), promoted));
    expect(topology.primary).toEqual({ kind: 'one', node: 's1', timeline: 2 });
  });

  it('is several, on different timelines too', () => {
    const topology = build(withRecords(cluster, promoted));
    expect(topology.primary).toEqual({ kind: 'several', nodes: ['pg1', 's1'] });
    expect(topology.sync.commits).toEqual({ kind: 'unknown' });
  });

  it('is not a silent node that another one feeds at this moment', () => {
    const was = aRecord(
      pg1.declaration,
      anObservation('pg1', aNodeState(), testNow - 60_000),
      aFailedObservation('pg1', 'timed-out'),
    );
    const follower = anAnswer(
      's1',
      aStandbyOf('elsewhere', {}, { walSenders: [aWalSender('pg1')] }),
    );
    const topology = build(withRecords([pg1, s1], was, follower), { lastPrimary: 'pg1' });
    expect(topology.primary).toEqual({ kind: 'none', last: 'pg1' });
    expect(viewOf(topology, 'pg1').role).toBe('standby');
  });
});

describe('a foreign server', () => {
  const other = { systemIdentifier: '7999999999999999999' };

  it('is named and never merged, by the identifier known before', () => {
    const records = withRecords(aCascade(), anAnswer('pg1', aNodeState(other)));
    const topology = build(records, { systemIdentifier: '7000000000000000001' });
    expect(viewOf(topology, 'pg1')).toMatchObject({ foreign: true, lag: null, upstream: null });
    // What is really pg1's can't be asked: nobody knows that there is no primary.
    expect(topology.primary).toEqual({ kind: 'unreachable', node: 'pg1' });
    // The address leads to it, and yet it feeds nobody of this cluster.
    expect(viewOf(topology, 's1').upstream).toEqual({
      kind: 'address',
      host: 'pg1.example',
      port: 5432,
    });
  });

  it('is the one that the others differ from, if nothing is known before', () => {
    const foreign = anAnswer('s2', aStandbyOf('pg1', {}, other));
    const topology = build(withRecords(aCascade(), foreign));
    expect(topology.systemIdentifier).toBe('7000000000000000001');
    expect(viewOf(topology, 's2')).toMatchObject({
      foreign: true,
      lag: null,
      upstream: { kind: 'unknown' },
    });
    // The walsender of that name belongs to a server that nobody has configured.
    expect(topology.unmanaged.map(({ applicationName }) => applicationName)).toEqual(['s2']);
  });

  it('is not the primary if there are only two', () => {
    const records = [anAnswer('s1', aStandbyOf('x', {}, other)), anAnswer('pg1', aNodeState())];
    const topology = build(records);
    expect(topology.nodes.map(({ foreign }) => foreign)).toEqual([true, false]);
    // One against one is nothing to remember for ever.
    expect(topology.systemIdentifier).toBeNull();
  });

  it('is not taken for the cluster because it is the first to answer', () => {
    const unpolled = aCascade().map(({ declaration }) => aRecord(declaration));
    const first = build(withRecords(unpolled, anAnswer('s1', aStandbyOf('pg1', {}, other))));
    expect(first.systemIdentifier).toBeNull();
    const records = withRecords(aCascade(), anAnswer('s1', aStandbyOf('pg1', {}, other)));
    const second = build(records, { systemIdentifier: first.systemIdentifier, previous: first });
    expect(second.systemIdentifier).toBe('7000000000000000001');
    expect(viewOf(second, 's1').foreign).toBe(true);
  });

  it('does not make several primaries', () => {
    const records = [...aCascade(), anAnswer('x', aNodeState(other))];
    expect(build(records).primary).toMatchObject({ kind: 'one', node: 'pg1' });
  });
});
