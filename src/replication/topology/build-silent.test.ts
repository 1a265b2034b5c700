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
  aPrimaryRole,
  aWalSender,
  lsn,
  testNow,
} from '../testing/observations.js';
import { aDeclaration } from '../testing/topologies.js';

describe('a silent standby', () => {
  const cluster = aCascade();
  const [pg1, s1] = cluster;
  if (pg1 === undefined || s1 === undefined) throw new Error('no cluster');
  const before = build(cluster);
  const alone = anAnswer('pg1', aNodeState({ walSenders: [aWalSender('s2')] }));

  it('is alive if its upstream still feeds it, and its row says how far it is', () => {
    const fed = aNodeState({
      role: aPrimaryRole('0/3000100'),
      walSenders: [
        aWalSender('s1', { replayLsn: lsn('0/3000080'), flushLsn: lsn('0/3000100') }),
        aWalSender('s2'),
      ],
    });
    const topology = build(withRecords(cluster, anAnswer('pg1', fed), silenced(s1, 'timed-out')));
    expect(viewOf(topology, 's1')).toMatchObject({
      upstream: { kind: 'node', node: 'pg1', evidence: 'walsender' },
      reach: { kind: 'silent', reason: 'timed-out' },
      wal: { receivedLsn: lsn('0/3000100'), replayLsn: lsn('0/3000080') },
      lag: { replayBytes: 0x80, receiveBytes: 0, at: testNow },
    });
  });

  it('is disconnected if its upstream no longer shows it', () => {
    const topology = build(withRecords(cluster, alone, silenced(s1)), { previous: before });
    expect(viewOf(topology, 's1').upstream).toEqual({ kind: 'disconnected', last: 'pg1' });
    expect(viewOf(topology, 's1').syncState).toBeNull();
    expect(viewOf(topology, 'pg1').downstream).toEqual(['s2']);
  });

  it('keeps its lag with the time it was read at, and does not grow older figures', () => {
    const behind = anAnswer('s1', aStandbyOf('pg1', { replayLsn: lsn('0/2FFFF00') }), testNow);
    const previous = build(withRecords(cluster, behind));
    const further = aNodeState({ role: aPrimaryRole('0/9000000'), walSenders: [aWalSender('s2')] });
    const records = withRecords(cluster, anAnswer('pg1', further, testNow + 60_000), silenced(s1));
    const lag = viewOf(build(records, { previous, now: testNow + 60_000 }), 's1').lag;
    expect(lag).toEqual(viewOf(previous, 's1').lag);
    expect(lag?.replayBytes).toBe(0x100);
  });

  it('keeps its upstream while that is silent too', () => {
    const records = withRecords(cluster, silenced(pg1), silenced(s1));
    expect(viewOf(build(records, { previous: before }), 's1').upstream).toEqual({
      kind: 'node',
      node: 'pg1',
      evidence: 'remembered',
    });
  });

  it('never seen before has no upstream, no role and no lag', () => {
    const never = aRecord(s1.declaration, aFailedObservation('s1'));
    expect(viewOf(build(withRecords(cluster, alone, never)), 's1')).toMatchObject({
      role: null,
      upstream: { kind: 'unknown' },
      lag: null,
      stateAt: null,
    });
  });
});

describe('what was known of a silent node', () => {
  it('stays known: one that was cold is a standby when it is down', () => {
    const row = aWalSender('s1');
    const before = build([
      anAnswer('pg1', aNodeState({ walSenders: [row] })),
      aRecord(aDeclaration('s1'), aFailedObservation('s1', 'hot-standby-off')),
    ]);
    const down = aRecord(aDeclaration('s1'), aFailedObservation('s1'));
    const after = build([anAnswer('pg1', aNodeState()), down], { previous: before });
    expect(viewOf(after, 's1')).toMatchObject({ role: 'standby', reach: { kind: 'silent' } });
  });

  it('stays known: a former primary that came back as a cold standby is none when it is down', () => {
    const wasPrimary = silenced(anAnswer('pg1', aNodeState()), 'hot-standby-off');
    const s1 = anAnswer('s1', aNodeState({ timeline: 2, walSenders: [aWalSender('pg1')] }));
    const before = build([wasPrimary, s1]);
    expect(viewOf(before, 'pg1').role).toBe('standby');
    const alone = anAnswer('s1', aNodeState({ timeline: 2 }));
    const after = build([silenced(anAnswer('pg1', aNodeState())), alone], { previous: before });
    expect(viewOf(after, 'pg1').role).toBe('standby');
  });
});

describe('a cold standby', () => {
  const upstream = (major: number): ReturnType<typeof anAnswer> =>
    anAnswer(
      'pg1',
      aNodeState({
        major,
        versionNum: major * 10_000,
        role: aPrimaryRole('0/3000100'),
        walSenders: [aWalSender('s1', { replayLsn: lsn('0/3000000') })],
      }),
    );
  const cold = (reason: 'hot-standby-off' | 'starting-up'): ReturnType<typeof aRecord> =>
    aRecord(aDeclaration('s1'), aFailedObservation('s1', reason));

  it('is judged from its upstream, and never called down for being cold', () => {
    const topology = build([upstream(18), cold('hot-standby-off')]);
    expect(topology.primary).toMatchObject({ kind: 'one', node: 'pg1' });
    expect(viewOf(topology, 's1')).toMatchObject({
      reach: { kind: 'cold' },
      role: 'standby',
      stateAt: testNow,
      upstream: { kind: 'node', node: 'pg1', evidence: 'walsender' },
      wal: { replayLsn: lsn('0/3000000') },
      lag: { replayBytes: 0x100, hopBytes: 0x100 },
    });
  });

  it('says "starting up" up to 13, and is cold if it streams', () => {
    expect(viewOf(build([upstream(13), cold('starting-up')]), 's1').reach.kind).toBe('cold');
    expect(viewOf(build([upstream(14), cold('starting-up')]), 's1').reach.kind).toBe('silent');
  });

  it('stays cold up to 13 when its upstream is lost, as long as it says the same', () => {
    const previous = build([upstream(13), cold('starting-up')]);
    const lost = [silenced(upstream(13)), cold('starting-up')];
    const topology = build(lost, { previous });
    expect(topology.primary).toEqual({ kind: 'unreachable', node: 'pg1' });
    expect(viewOf(topology, 's1')).toMatchObject({ reach: { kind: 'cold' }, role: 'standby' });
    const stopped = aRecord(aDeclaration('s1'), aFailedObservation('s1', 'refused'));
    const down = build([silenced(upstream(13)), stopped], { previous: topology });
    expect(viewOf(down, 's1').reach.kind).toBe('silent');
  });

  it('may be fed again when it runs again and its upstream is out of sight', () => {
    const fed = build([upstream(18), cold('hot-standby-off')]);
    const lonely = anAnswer('pg1', aNodeState());
    const stopped = aRecord(aDeclaration('s1'), aFailedObservation('s1', 'refused'));
    const down = build([lonely, stopped], { previous: fed });
    expect(viewOf(down, 's1').upstream?.kind).toBe('disconnected');
    const back = build([silenced(lonely), cold('hot-standby-off')], { previous: down });
    expect(viewOf(back, 's1').upstream).toEqual({
      kind: 'node',
      node: 'pg1',
      evidence: 'remembered',
    });
  });

  it('is starting up if it does not stream', () => {
    const lonely = anAnswer('pg1', aNodeState({ major: 13 }));
    expect(viewOf(build([lonely, cold('starting-up')]), 's1').reach.kind).toBe('silent');
  });

  it('is cold but disconnected if nobody feeds it any more', () => {
    const previous = build([upstream(18), cold('hot-standby-off')]);
    const topology = build([anAnswer('pg1', aNodeState()), cold('hot-standby-off')], { previous });
    expect(viewOf(topology, 's1')).toMatchObject({
      reach: { kind: 'cold' },
      role: 'standby',
      upstream: { kind: 'disconnected', last: 'pg1' },
    });
  });
});
