import { describe, expect, it } from 'vitest';

import { emptyHistory } from '../lag/history.js';
import {
  aHistory,
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
  aReceiver,
  aWalSender,
  lsn,
  testNow,
} from '../testing/observations.js';
import { aDeclaration } from '../testing/topologies.js';

describe('lag', () => {
  it('is measured against where the primary was when the standby was read', () => {
    const history = aHistory([-4_000, '0/1000'], [-2_000, '0/2000'], [0, '0/3000']);
    const records = [
      anAnswer('pg1', aNodeState({ role: aPrimaryRole('0/3000'), walSenders: [aWalSender('s1')] })),
      anAnswer(
        's1',
        aStandbyOf('pg1', {
          receiveLsn: lsn('0/2000'),
          replayLsn: lsn('0/1800'),
          receiver: aReceiver({ flushedLsn: lsn('0/2000') }),
        }),
        testNow - 1_900,
      ),
    ];
    const behind = withRecords(
      records,
      anAnswer('pg1', aNodeState({ role: aPrimaryRole('0/3000') })),
    );
    expect(viewOf(build(behind, { history }), 's1').lag).toMatchObject({
      replayBytes: 0x800,
      receiveBytes: 0,
      timeMs: 1_100,
      at: testNow - 1_900,
    });
  });

  it('of each hop counts from what the upstream has received', () => {
    const history = emptyHistory;
    const primary = aNodeState({
      role: aPrimaryRole('0/5000'),
      walSenders: [aWalSender('s1', {}, '0/4000')],
    });
    const middle = aStandbyOf(
      'pg1',
      {
        receiveLsn: lsn('0/4000'),
        replayLsn: lsn('0/1000'),
        replayPaused: true,
        receiver: aReceiver({ senderHost: 'pg1.example' }, '0/4000'),
      },
      { walSenders: [aWalSender('s3', {}, '0/3000')] },
    );
    const leaf = aStandbyOf('s1', {
      receiveLsn: lsn('0/3000'),
      replayLsn: lsn('0/3000'),
      receiver: aReceiver({ senderHost: 's1.example' }, '0/3000'),
    });
    const topology = build(
      [
        anAnswer('pg1', primary),
        anAnswer('s1', { ...middle, walSenders: [aWalSender('s3', {}, '0/3000')] }),
        anAnswer('s3', leaf),
      ],
      { history },
    );
    expect(viewOf(topology, 's3').lag).toMatchObject({ replayBytes: 0x2000, hopBytes: 0x1000 });
  });

  it('of a restarted standby counts what it has replayed, not the segment it receives again', () => {
    const records = [
      anAnswer(
        'pg1',
        aNodeState({
          role: aPrimaryRole('0/3D2A000'),
          walSenders: [
            aWalSender(
              's1',
              { writeLsn: lsn('0/3000000'), flushLsn: lsn('0/3000000') },
              '0/3D2A000',
            ),
          ],
        }),
      ),
      anAnswer(
        's1',
        aStandbyOf('pg1', {
          receiveLsn: lsn('0/3000000'),
          replayLsn: lsn('0/3D2A000'),
          receiver: aReceiver({ senderHost: 'pg1.example' }, '0/3000000'),
        }),
      ),
    ];
    expect(viewOf(build(records), 's1')).toMatchObject({
      wal: { receivedLsn: lsn('0/3D2A000') },
      lag: { replayBytes: 0, receiveBytes: 0 },
    });
  });

  it('of a walsender that starts, at 0/0, is not absurd', () => {
    const starting = aWalSender('s1', { state: 'startup' }, '0/0');
    const records = [
      anAnswer(
        'pg1',
        aNodeState({ walSenders: [starting, aWalSender('other', { state: 'startup' }, '0/0')] }),
      ),
      aRecord(aDeclaration('s1'), aFailedObservation('s1', 'starting-up')),
    ];
    const topology = build(records);
    expect(viewOf(topology, 's1').wal).toEqual({
      writeLsn: null,
      receivedLsn: null,
      replayLsn: null,
    });
    expect(viewOf(topology, 's1').lag?.replayBytes ?? null).toBeNull();
    expect(topology.otherWalSenders).toEqual([
      { upstream: 'pg1', applicationName: 'other', kind: 'starting' },
    ]);
  });

  it('goes on against the last known position while the primary can’t be reached', () => {
    const records = [
      silenced(anAnswer('pg1', aNodeState({ role: aPrimaryRole('0/3000') }))),
      anAnswer(
        's1',
        aStandbyOf('pg1', { receiver: null, receiveLsn: lsn('0/2000'), replayLsn: lsn('0/2000') }),
      ),
    ];
    const history = aHistory([-10_000, '0/2000'], [-2_000, '0/3000']);
    expect(viewOf(build(records, { history }), 's1').lag).toMatchObject({
      replayBytes: 0x1000,
      timeMs: 2_000,
    });
  });

  it('of a node that is ahead on an old timeline is not known', () => {
    const records = [
      anAnswer('s1', aNodeState({ timeline: 2, role: aPrimaryRole('0/3000') })),
      anAnswer(
        'pg1',
        aStandbyOf(
          'x',
          { receiver: null, receiveLsn: null, replayLsn: lsn('0/4000') },
          { timeline: 1 },
        ),
      ),
    ];
    expect(viewOf(build(records), 'pg1').lag).toMatchObject({ replayBytes: null, timeMs: null });
  });

  it('below a standby that went another way is not known, however well that one feeds it', () => {
    const old = { timeline: 1 };
    const at = { receiveLsn: lsn('0/4000'), replayLsn: lsn('0/4000') };
    const records = [
      anAnswer('s2', aNodeState({ timeline: 2, role: aPrimaryRole('0/3000') })),
      anAnswer(
        's1',
        aStandbyOf('x', { ...at, receiver: null }, { ...old, walSenders: [aWalSender('s3')] }),
      ),
      anAnswer('s3', aStandbyOf('s1', { ...at, receiver: aReceiver({}, '0/4000') }, old)),
    ];
    const topology = build(records);
    expect(viewOf(topology, 's3').upstream).toMatchObject({ kind: 'node', node: 's1' });
    expect(viewOf(topology, 's3').lag).toMatchObject({ replayBytes: null, timeMs: null });
  });

  it('of a standby without a walreceiver that is ahead of its primary is not known', () => {
    const ahead = { receiver: null, receiveLsn: lsn('0/4000'), replayLsn: lsn('0/4000') };
    const records = [
      anAnswer('pg1', aNodeState({ role: aPrimaryRole('0/3000') })),
      anAnswer('s1', aStandbyOf('pg1', ahead)),
    ];
    expect(viewOf(build(records), 's1').lag).toMatchObject({ replayBytes: null, timeMs: null });
  });

  it('is a lower bound, and never nothing, while the primary can’t be reached', () => {
    const pg1 = anAnswer('pg1', aNodeState({ role: aPrimaryRole('0/3000') }));
    const history = aHistory([-2_000, '0/3000']);
    const at = (text: string): ReturnType<typeof anAnswer> =>
      anAnswer('s1', aStandbyOf('pg1', { receiveLsn: lsn(text), replayLsn: lsn(text) }));
    const lagAt = (text: string) => viewOf(build([silenced(pg1), at(text)], { history }), 's1').lag;
    expect(lagAt('0/3000')).toMatchObject({ replayBytes: 0, isLowerBound: true });
    expect(lagAt('0/5000')).toMatchObject({ replayBytes: null, timeMs: null, isLowerBound: true });
    expect(viewOf(build([pg1, at('0/3000')], { history }), 's1').lag?.isLowerBound).toBe(false);
  });

  it('with several primaries is measured by the one that a standby follows', () => {
    const records = [
      anAnswer(
        'pg1',
        aNodeState({ role: aPrimaryRole('0/9000'), walSenders: [aWalSender('s2', {}, '0/8000')] }),
      ),
      anAnswer('s1', aNodeState({ timeline: 2, role: aPrimaryRole('0/5000') })),
      anAnswer(
        's2',
        aStandbyOf('pg1', {
          receiveLsn: lsn('0/8000'),
          replayLsn: lsn('0/8000'),
          receiver: aReceiver({ senderHost: 'pg1.example' }, '0/8000'),
        }),
      ),
      anAnswer(
        's3',
        aStandbyOf('x', { receiver: null, receiveLsn: lsn('0/8000'), replayLsn: lsn('0/8000') }),
      ),
    ];
    const topology = build(records);
    expect(viewOf(topology, 's2').lag?.replayBytes).toBe(0x1000);
    expect(viewOf(topology, 's3').lag?.replayBytes).toBeNull();
  });
});
