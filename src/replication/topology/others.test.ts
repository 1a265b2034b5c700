import { describe, expect, it } from 'vitest';

import { aStandbyOf, anAnswer, build, viewOf } from '../testing/clusters.js';
import { aNodeState, aPrimaryRole, aSlot, aWalSender, lsn } from '../testing/observations.js';
import type { WalSender } from '../observation.js';
import type { Topology } from './model.js';

function withSenders(...walSenders: readonly WalSender[]): Topology {
  return build([
    anAnswer(
      'pg1',
      aNodeState({
        role: aPrimaryRole('0/3000100'),
        walSenders,
        slots: [aSlot('sub', { kind: 'logical', activePid: 77 })],
      }),
    ),
  ]);
}

describe('walsenders that no configured node accounts for', () => {
  it('are unmanaged standbys if they replay', () => {
    const topology = withSenders(
      aWalSender('reporting', {
        clientAddress: '10.0.0.9',
        slotName: 'r',
        replayLsn: lsn('0/3000000'),
      }),
    );
    expect(topology.unmanaged).toEqual([
      {
        upstream: 'pg1',
        applicationName: 'reporting',
        clientAddress: '10.0.0.9',
        state: 'streaming',
        syncState: 'async',
        slotName: 'r',
        replayBytes: 0x100,
        pid: 300,
      },
    ]);
    expect(topology.otherWalSenders).toEqual([]);
  });

  it.each([
    [
      'a base backup',
      aWalSender('pg_basebackup', { state: 'backup', replayLsn: null }),
      'base-backup',
    ],
    ['pg_receivewal', aWalSender('pg_receivewal', { replayLsn: null }), 'wal-receive'],
    ['a standby that starts', aWalSender('new', { state: 'startup' }, '0/0'), 'starting'],
    [
      'a standby before its first answer',
      aWalSender('new', { writeLsn: null, flushLsn: null, replayLsn: null }),
      'starting',
    ],
    ['a hidden row', { pid: 1, applicationName: 'x', details: null }, 'not-visible'],
    ['logical replication', { ...aWalSender('sub'), pid: 77 }, 'logical'],
  ])('are no standbys: %s', (_, row, kind) => {
    const topology = withSenders(row);
    expect(topology.unmanaged).toEqual([]);
    expect(topology.otherWalSenders).toEqual([
      { upstream: 'pg1', applicationName: row.applicationName, kind },
    ]);
  });

  it('include the second of one name', () => {
    const records = [
      anAnswer('pg1', aNodeState({ walSenders: [aWalSender('s1'), aWalSender('S1')] })),
      anAnswer('s1', aStandbyOf('pg1')),
    ];
    const topology = build(records);
    expect(viewOf(topology, 's1').senderRow).not.toBeNull();
    expect(topology.unmanaged).toHaveLength(1);
  });

  it('do not make a base backup under a node’s name that node’s walsender', () => {
    const records = [
      anAnswer(
        'pg1',
        aNodeState({ walSenders: [aWalSender('s1', { state: 'backup', replayLsn: null })] }),
      ),
      anAnswer('s1', aStandbyOf('pg1', { receiver: null })),
    ];
    const topology = build(records);
    expect(viewOf(topology, 's1').senderRow).toBeNull();
    expect(topology.otherWalSenders.map(({ kind }) => kind)).toEqual(['base-backup']);
  });
});
