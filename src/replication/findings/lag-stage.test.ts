import { describe, expect, it } from 'vitest';
import { aWalSender, lsn, someSettings } from '../testing/observations.js';
import {
  aPrimaryView,
  aStandbyView,
  aTopology,
  anAsyncView,
  noLag,
  withNode,
} from '../testing/topologies.js';
import type { NodeView } from '../topology/model.js';
import { lagStage } from './lag-stage.js';

const megabyte = 1024 ** 2;
const end = '0/3000000';

const healthy = aTopology({
  nodes: [aPrimaryView('pg1'), aStandbyView('s1', 'pg1'), aStandbyView('s3', 's1')],
  sync: anAsyncView(),
});

type Row = Partial<Record<'sentLsn' | 'writeLsn' | 'flushLsn' | 'replayLsn', string>>;

/** s1 as its upstream shows it: `row` has what is not at the end. */
function s1(row: Row, changes: Partial<NodeView> = {}): ReturnType<typeof lagStage> {
  const at = (key: keyof Row): NonNullable<NodeView['wal']['replayLsn']> => lsn(row[key] ?? end);
  const topology = withNode(healthy, 's1', {
    senderRow: aWalSender('s1', {
      sentLsn: at('sentLsn'),
      writeLsn: at('writeLsn'),
      flushLsn: at('flushLsn'),
      replayLsn: at('replayLsn'),
    }).details,
    wal: { writeLsn: null, receivedLsn: at('flushLsn'), replayLsn: at('replayLsn') },
    ...changes,
  });
  return lagStage(topology, topology.nodes.find(({ name }) => name === 's1') ?? expect.fail());
}

const low = '0/2000000';
const all = { sentLsn: low, writeLsn: low, flushLsn: low, replayLsn: low };
const written = { flushLsn: low, replayLsn: low };
const received = { replayLsn: low };
const sent = { writeLsn: low, ...written };

const replay = (changes: Partial<NonNullable<NodeView['replay']>>): Partial<NodeView> => ({
  replay: {
    paused: false,
    applyDelayMs: 0,
    startupWait: null,
    lastReplayedCommitAt: null,
    ...changes,
  },
});

describe('where the lag of a standby is', () => {
  it('is nowhere when it is caught up', () => {
    expect(s1({})).toBeNull();
  });

  it.each<[string, Row, Partial<NodeView>, string | null]>([
    ['sending', all, {}, null],
    ['network', sent, {}, null],
    ['network', sent, { receiverWait: 'WalReceiverMain' }, null],
    ['writing', sent, { receiverWait: 'WALWrite' }, null],
    ['writing', sent, { receiverWait: 'WalInitSync' }, null],
    ['flushing', written, {}, null],
    ['replaying', received, {}, null],
    ['replaying', received, replay({ paused: true }), 'paused'],
    ['replaying', received, replay({ startupWait: 'RecoveryConflictSnapshot' }), 'conflict'],
    ['replaying', received, replay({ startupWait: 'RecoveryApplyDelay' }), 'delay'],
    [
      'replaying',
      received,
      { ...replay({ paused: true }), settings: someSettings({ maxConnections: 10 }) },
      'settings',
    ],
  ])('is %s, by the positions and what is waited for', (stage, row, changes, hold) => {
    expect(s1(row, changes)).toEqual({ stage, bytes: 16 * megabyte, hold });
  });

  it('is the upstream’s where that lacks it itself', () => {
    const topology = withNode(healthy, 's3', {
      lag: noLag({ replayBytes: 20 * megabyte, receiveBytes: 20 * megabyte, hopBytes: megabyte }),
    });
    expect(lagStage(topology, topology.nodes[2] ?? expect.fail())).toEqual({
      stage: 'upstream',
      bytes: 19 * megabyte,
      hold: null,
    });
  });

  it('is the archive’s where nothing streams', () => {
    const topology = withNode(healthy, 's1', {
      upstream: { kind: 'archive' },
      senderRow: null,
      lag: noLag({
        replayBytes: 16 * megabyte,
        receiveBytes: 16 * megabyte,
        hopBytes: null,
        timeMs: 5000,
      }),
      wal: { writeLsn: null, receivedLsn: lsn(low), replayLsn: lsn(low) },
    });
    expect(lagStage(topology, topology.nodes[1] ?? expect.fail())).toEqual({
      stage: 'archive',
      bytes: 16 * megabyte,
      hold: null,
    });
  });
});
