import { describe, expect, it } from 'vitest';
import { answersOf, type Recording } from './fleet.js';

const recordings: readonly Recording[] = [
  {
    node: 'pg1',
    port: 5001,
    observation: {
      systemIdentifier: '1',
      serverTime: 5,
      startedAt: 3,
      role: { kind: 'primary', writeLsn: '0/3000060' },
      walSenders: [{ applicationName: 's1', replayLsn: '0/3000060' }],
    },
  },
  {
    node: 's1',
    port: 5002,
    observation: {
      systemIdentifier: '1',
      serverTime: 5,
      role: { kind: 'standby', replayLsn: '0/3000060', lastReplayedCommitAt: null },
      receiver: { senderHost: '127.0.0.1', senderPort: 5001 },
    },
  },
];

function at(now: number, cluster = 0): unknown[] {
  const answers = answersOf(recordings, cluster, (node) => (node === 'pg1' ? 7001 : 7002));
  return ['pg1', 's1'].map((node) => JSON.parse(answers.get(node)?.(now) ?? 'null') as unknown);
}

describe('the answers of a simulated cluster', () => {
  it('are the recorded ones, at the present time, without lag and with ports of their own', () => {
    const [primary, standby] = at(1_760_000_000_000);
    const lsn = '0/1000000';
    expect(primary).toEqual({
      systemIdentifier: '7500000000000000000',
      serverTime: 1_760_000_000_000,
      startedAt: 3,
      role: { kind: 'primary', writeLsn: lsn },
      walSenders: [{ applicationName: 's1', replayLsn: lsn }],
    });
    expect(standby).toMatchObject({
      role: { replayLsn: lsn, lastReplayedCommitAt: null },
      receiver: { senderPort: 7001 },
    });
  });

  it('move on with time', () => {
    expect(at(1_760_000_001_000)[0]).toMatchObject({ role: { writeLsn: '0/10186A0' } });
  });

  it('have an identifier for each cluster', () => {
    expect(at(1, 1)[0]).toMatchObject({ systemIdentifier: '7500000000000000001' });
  });
});
