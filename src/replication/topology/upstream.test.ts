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
  aReceiver,
  aWalSender,
  lsn,
  someSettings,
} from '../testing/observations.js';
import { aDeclaration } from '../testing/topologies.js';
import type { NodeRecord, Topology, Upstream } from './model.js';
import { withoutRings } from './upstream.js';

const primary = anAnswer('pg1', aNodeState({ walSenders: [aWalSender('s1')] }));
const lonelyPrimary = anAnswer('pg1', aNodeState());

function upstream(
  records: readonly NodeRecord[],
  previous: Topology | null = null,
): Upstream | null {
  return viewOf(build(records, { previous }), 's1').upstream;
}

describe('a standby that answers and receives', () => {
  it('is fed by the node whose walsender carries its name, behind a proxy too', () => {
    const proxied = anAnswer('s1', aStandbyOf('haproxy'));
    expect(upstream([primary, proxied])).toEqual({
      kind: 'node',
      node: 'pg1',
      evidence: 'walsender',
    });
  });

  it('is fed by the node at its receiver’s address if no walsender can be seen', () => {
    const silentPrimary = silenced(primary);
    expect(upstream([silentPrimary, anAnswer('s1', aStandbyOf('pg1'))])).toEqual({
      kind: 'node',
      node: 'pg1',
      evidence: 'receiver',
    });
  });

  it('is fed by an address that is nobody’s', () => {
    expect(upstream([lonelyPrimary, anAnswer('s1', aStandbyOf('stranger'))])).toEqual({
      kind: 'address',
      host: 'stranger.example',
      port: 5432,
    });
  });

  it('is still fed by whom it was, through a proxy, while that can’t be asked', () => {
    const proxied = anAnswer('s1', aStandbyOf('haproxy'));
    const previous = build([primary, proxied]);
    expect(upstream([silenced(primary), proxied], previous)).toEqual({
      kind: 'node',
      node: 'pg1',
      evidence: 'remembered',
    });
  });

  it('is known again by the address at which it was fed before, while the node is out of sight', () => {
    const proxied = anAnswer('s1', aStandbyOf('haproxy'));
    const cut = anAnswer('s1', aStandbyOf('haproxy', { receiver: null }));
    const first = build([primary, proxied]);
    const second = build([silenced(primary), cut], { previous: first });
    expect(viewOf(second, 's1').upstream?.kind).toBe('disconnected');
    const remembered = { kind: 'node', node: 'pg1', evidence: 'remembered' };
    expect(upstream([silenced(primary), proxied], second)).toEqual(remembered);
    // Another address is another matter, and so is a node that can say that it feeds nobody.
    const other = anAnswer('s1', aStandbyOf('vip'));
    expect(upstream([silenced(primary), other], second)?.kind).toBe('address');
    expect(upstream([lonelyPrimary, proxied], second)?.kind).toBe('address');
  });

  it('is fed by nobody knows whom if neither side may be seen', () => {
    const blind = anAnswer('s1', aStandbyOf('pg1', { receiver: { pid: 1, details: null } }));
    expect(upstream([lonelyPrimary, blind])).toEqual({ kind: 'unknown' });
  });

  it('is fed by a walsender of which only the name may be seen', () => {
    const hidden = { pid: 1, applicationName: 'S1', details: null };
    const blind = anAnswer('s1', aStandbyOf('pg1', { receiver: { pid: 1, details: null } }));
    expect(upstream([anAnswer('pg1', aNodeState({ walSenders: [hidden] })), blind])).toEqual({
      kind: 'node',
      node: 'pg1',
      evidence: 'walsender',
    });
  });
});

describe('a standby that answers and receives nothing', () => {
  const dead = anAnswer('s1', aStandbyOf('pg1', { receiver: null }));

  it('is disconnected, whatever walsender lingers on its upstream', () => {
    expect(upstream([primary, dead])).toEqual({ kind: 'disconnected', last: 'pg1' });
    const view = viewOf(build([primary, dead]), 's1');
    expect(view.senderRow).not.toBeNull();
    expect(view.lag?.reported).toBeNull();
  });

  it.each(['starting', 'connecting', 'waiting', 'stopping', 'stopped'])(
    'nor does it while %s',
    (status) => {
      const receiver = aReceiver({ status, senderHost: 'pg1.example' });
      const trying = anAnswer('s1', aStandbyOf('pg1', { receiver }));
      expect(upstream([lonelyPrimary, trying])).toEqual({ kind: 'disconnected', last: 'pg1' });
    },
  );

  it('remembers who fed it, poll after poll', () => {
    const first = build([primary, anAnswer('s1', aStandbyOf('pg1'))]);
    const second = build([lonelyPrimary, dead], { previous: first });
    const third = build([lonelyPrimary, dead], { previous: second });
    expect(viewOf(third, 's1').upstream).toEqual({ kind: 'disconnected', last: 'pg1' });
  });

  it('is disconnected from nobody knows whom if it never was seen fed', () => {
    expect(upstream([lonelyPrimary, dead])).toEqual({ kind: 'disconnected', last: null });
  });
});

describe('a standby without a walreceiver', () => {
  const both = { hasPrimaryConninfo: true, hasRestoreCommand: true };
  const hidden = { hasPrimaryConninfo: null, hasRestoreCommand: null };
  const alone = (
    replayed: string,
    received: string | null,
    settings: Parameters<typeof someSettings>[0],
  ): NodeRecord =>
    anAnswer(
      's1',
      aStandbyOf(
        'pg1',
        {
          receiver: null,
          receiveLsn: received === null ? null : lsn(received),
          replayLsn: lsn(replayed),
        },
        { settings: someSettings(settings) },
      ),
    );
  const after = (record: NodeRecord, ...before: readonly NodeRecord[]): Upstream | null =>
    upstream(
      [lonelyPrimary, record],
      before.reduce<Topology | null>(
        (previous, each) => build([lonelyPrimary, each], { previous }),
        null,
      ),
    );
  const streaming = anAnswer('s1', aStandbyOf('pg1'));

  it('reads the archive if it is not set up to stream', () => {
    const shipped = alone('0/2000000', null, {
      hasPrimaryConninfo: false,
      hasRestoreCommand: true,
    });
    expect(after(shipped)).toEqual({ kind: 'archive' });
    expect(after(shipped, shipped)).toEqual({ kind: 'archive' });
  });

  it('is disconnected if it has no archive, also when neither it nor pgrepl knows any past', () => {
    const restarted = alone('0/2000000', null, {});
    const replaysItsOwn = alone('0/3000000', null, {});
    expect(after(restarted)).toEqual({ kind: 'disconnected', last: null });
    expect(after(replaysItsOwn, restarted)).toEqual({ kind: 'disconnected', last: null });
    expect(after(restarted, streaming)).toEqual({ kind: 'disconnected', last: 'pg1' });
  });

  it('that has both lives on the archive as soon as it goes on beyond what it had streamed', () => {
    const lost = alone('0/3000000', '0/3000000', both);
    expect(after(lost, streaming)).toEqual({ kind: 'disconnected', last: 'pg1' });
    const moved = alone('0/4000000', '0/3000000', both);
    expect(after(moved, streaming, lost)).toEqual({ kind: 'archive' });
    expect(after(moved, streaming, lost, moved)).toEqual({ kind: 'archive' });
  });

  it('that has both and replays what it had streamed is disconnected', () => {
    const behind = alone('0/2000000', '0/3000000', both);
    const moved = alone('0/2800000', '0/3000000', both);
    expect(after(moved, streaming, behind)).toEqual({ kind: 'disconnected', last: 'pg1' });
  });

  it('may be either up to 11, until it moves', () => {
    const first = alone('0/2000000', null, hidden);
    expect(after(first)).toEqual({ kind: 'unknown' });
    expect(after(first, first)).toEqual({ kind: 'unknown' });
    expect(after(alone('0/3000000', null, hidden), first)).toEqual({ kind: 'archive' });
    expect(after(first, streaming)).toEqual({ kind: 'disconnected', last: 'pg1' });
    const slotted = alone('0/2000000', null, { ...hidden, primarySlotName: 's1' });
    expect(after(slotted)).toEqual({ kind: 'disconnected', last: null });
  });

  it('streams again as soon as it has one', () => {
    const previous = build([
      lonelyPrimary,
      alone('0/2000000', null, { hasPrimaryConninfo: false }),
    ]);
    expect(upstream([primary, streaming], previous)?.kind).toBe('node');
  });
});

describe('rings of claims', () => {
  const fed = (node: string, evidence: 'receiver' | 'walsender' | 'remembered'): Upstream => ({
    kind: 'node',
    node,
    evidence,
  });

  it('lose their least credible link', () => {
    const links = withoutRings(
      new Map([
        ['a', fed('b', 'walsender')],
        ['b', fed('c', 'remembered')],
        ['c', fed('a', 'receiver')],
        ['d', fed('a', 'walsender')],
      ]),
    );
    expect([...links]).toEqual([
      ['a', fed('b', 'walsender')],
      ['b', { kind: 'unknown' }],
      ['c', fed('a', 'receiver')],
      ['d', fed('a', 'walsender')],
    ]);
  });

  it('do not stop the topology from being built', () => {
    const records = [
      anAnswer('s1', aStandbyOf('s2', {}, { walSenders: [aWalSender('s2')] })),
      anAnswer('s2', aStandbyOf('s1', {}, { walSenders: [aWalSender('s1')] })),
    ];
    const topology = build(records);
    expect(topology.primary.kind).toBe('none');
    const kinds = topology.nodes.map(({ upstream: from }) => from?.kind).toSorted();
    expect(kinds).toEqual(['node', 'unknown']);
  });

  it('leave a node that feeds itself by name alone', () => {
    const self = anAnswer('s1', aStandbyOf('s1', {}, { walSenders: [aWalSender('s1')] }));
    expect(upstream([primary, self])).toMatchObject({ kind: 'node', node: 'pg1' });
  });
});

it('keeps a disconnected silent standby disconnected while its upstream is silent too', () => {
  const cluster = aCascade();
  const [pg1, s1] = cluster;
  if (pg1 === undefined || s1 === undefined) throw new Error('no cluster');
  const gone = withRecords(cluster, anAnswer('pg1', aNodeState()), silenced(s1));
  const first = build(gone, { previous: build(cluster) });
  const all = withRecords(
    gone,
    aRecord(
      pg1.declaration,
      ...(pg1.latest === null ? [] : [pg1.latest]),
      aFailedObservation('pg1'),
    ),
  );
  expect(viewOf(build(all, { previous: first }), 's1').upstream).toEqual({
    kind: 'disconnected',
    last: 'pg1',
  });
});

it('does not call a silent standby fed that only tries to connect, again and again', () => {
  const trying = aWalSender('s1', { state: 'startup' }, '0/0');
  const cold = aRecord(aDeclaration('s1'), aFailedObservation('s1', 'hot-standby-off'));
  const records = [anAnswer('pg1', aNodeState({ walSenders: [trying] })), cold];
  expect(upstream(records)).toEqual({ kind: 'disconnected', last: 'pg1' });
});
