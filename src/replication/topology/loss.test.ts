import { describe, expect, it } from 'vitest';

import { lsn } from '../testing/observations.js';
import { Random } from '../testing/random.js';
import {
  aFirstOneView,
  aMember,
  aTopology,
  anAsyncView,
  noLag,
  withNode,
} from '../testing/topologies.js';
import { ifLost } from './loss.js';
import type { SyncMember, Topology } from './model.js';

function withMembers(
  method: 'priority' | 'quorum',
  numSync: number,
  members: readonly SyncMember[],
): Topology {
  const names = members.map(({ name }) => name);
  const setting = `${method === 'quorum' ? 'ANY' : 'FIRST'} ${numSync} (${names.join(', ')})`;
  return aTopology({
    sync: aFirstOneView({ config: { method, numSync, names }, namesSetting: setting, members }),
  });
}

describe('losing a standby of FIRST 1 (s1, s2)', () => {
  const topology = aTopology();

  it('hands over from s1 to s2 and cuts off what s1 feeds', () => {
    expect(ifLost(topology, ['s1'])).toEqual({
      lost: ['s1'],
      commits: { kind: 'go-on', required: 1, spare: 0, takenOverBy: ['s2'] },
      cutOff: ['s3'],
      candidate: null,
    });
  });

  it('changes nothing for commits if it is the potential one', () => {
    expect(ifLost(topology, ['s2']).commits).toEqual({
      kind: 'go-on',
      required: 1,
      spare: 0,
      takenOverBy: [],
    });
  });

  it('lets commits hang if both are lost', () => {
    expect(ifLost(topology, ['s1', 's2']).commits).toEqual({
      kind: 'hang',
      required: 1,
      present: 0,
    });
  });

  it('changes nothing for commits if it is a cascaded one', () => {
    expect(ifLost(topology, ['s3']).commits).toMatchObject({ kind: 'go-on', spare: 1 });
  });

  it('does not let one take over that still catches up', () => {
    const members = [
      aMember('s1'),
      aMember('s2', { priority: 2, state: 'potential', eligible: false }),
    ];
    expect(ifLost(withMembers('priority', 1, members), ['s1']).commits.kind).toBe('hang');
  });

  it('does not know whether one takes over that it may not see', () => {
    const members = [
      aMember('s1'),
      aMember('s2', { priority: 2, state: 'potential', eligible: null }),
    ];
    expect(ifLost(withMembers('priority', 1, members), ['s1']).commits.kind).toBe('unknown');
  });

  it('knows an unmanaged standby by its application_name', () => {
    const members = [aMember('Walreceiver', { node: null })];
    const outlook = ifLost(withMembers('priority', 1, members), ['walreceiver']);
    expect(outlook.commits.kind).toBe('hang');
  });
});

describe('losing one of several required', () => {
  it('lets the next in rank take over', () => {
    const members = [
      aMember('s1'),
      aMember('s2', { priority: 2 }),
      aMember('s3', { priority: 3, state: 'potential' }),
    ];
    const topology = withMembers('priority', 2, members);
    expect(ifLost(topology, ['s2']).commits).toMatchObject({ kind: 'go-on', takenOverBy: ['s3'] });
    expect(ifLost(topology, ['s1', 's2']).commits).toEqual({
      kind: 'hang',
      required: 2,
      present: 1,
    });
  });

  it('of a quorum leaves nobody to take over, for all are alike', () => {
    const members = ['s1', 's2', 's3'].map((name) => aMember(name, { state: 'quorum' }));
    const topology = withMembers('quorum', 2, members);
    expect(ifLost(topology, ['s1']).commits).toEqual({
      kind: 'go-on',
      required: 2,
      spare: 0,
      takenOverBy: [],
    });
    expect(ifLost(topology, ['s1', 's3']).commits).toMatchObject({ kind: 'hang', present: 1 });
  });
});

describe('losing the primary', () => {
  it('ends commits, cuts everybody off and names the standby that has received most', () => {
    const topology = [
      { name: 's1', received: '0/3000100', receiveBytes: 16 },
      { name: 's2', received: '0/3000000', receiveBytes: 272 },
      { name: 's3', received: '0/2000000', receiveBytes: 999 },
    ].reduce(
      (before, { name, received, receiveBytes }) =>
        withNode(before, name, {
          wal: { writeLsn: null, receivedLsn: lsn(received), replayLsn: null },
          lag: noLag({ receiveBytes }),
        }),
      aTopology(),
    );
    expect(ifLost(topology, ['pg1'])).toEqual({
      lost: ['pg1'],
      commits: { kind: 'no-primary' },
      cutOff: ['s1', 's2', 's3'],
      candidate: { node: 's1', receiveBytes: 16 },
    });
    expect(ifLost(topology, ['pg1', 's1']).candidate).toEqual({ node: 's2', receiveBytes: 272 });
  });

  it('names no foreign server', () => {
    const topology = withNode(withNode(aTopology(), 's1', { foreign: true }), 's3', {
      foreign: true,
    });
    expect(ifLost(topology, ['pg1']).candidate?.node).toBe('s2');
  });
});

describe('where commits wait for nobody', () => {
  it.each([
    [anAsyncView(), 'no-names'],
    [aFirstOneView({ synchronousCommit: 'local' }), 'level'],
  ] as const)('no loss of a standby changes that', (sync, why) => {
    expect(ifLost(aTopology({ sync }), ['s1', 's2']).commits).toEqual({ kind: 'not-waiting', why });
  });
});

describe('where the primary is not known', () => {
  it('nothing is said of commits', () => {
    const several = aTopology({ primary: { kind: 'several', nodes: ['pg1', 's1'] } });
    const gone = aTopology({ primary: { kind: 'unreachable', node: 'pg1' } });
    expect(ifLost(several, ['s2']).commits).toEqual({ kind: 'unknown' });
    expect(ifLost(gone, ['s2']).commits).toEqual({ kind: 'unknown' });
    const none = aTopology({ primary: { kind: 'none', last: null } });
    expect(ifLost(none, ['s2']).commits).toEqual({ kind: 'no-primary' });
  });
});

it('never gets better by losing more, for 500 generated sets', () => {
  const random = new Random(5);
  const rank = { 'go-on': 1, hang: 0 } as const;
  for (let run = 0; run < 500; run += 1) {
    const method = random.pick(['priority', 'quorum'] as const);
    const members = ['s1', 's2', 's3', 's4'].map((name, index) =>
      aMember(name, { priority: index + 1, eligible: random.next() < 0.8 }),
    );
    const topology = withMembers(method, random.integer(1, 3), members);
    let before = Number.POSITIVE_INFINITY;
    const lost: string[] = [];
    for (const name of random.shuffle(['s1', 's2', 's3', 's4'])) {
      const { commits } = ifLost(topology, lost);
      if (commits.kind !== 'go-on' && commits.kind !== 'hang') throw new Error(commits.kind);
      const worth =
        rank[commits.kind] * 100 + (commits.kind === 'go-on' ? commits.spare : commits.present);
      expect(worth).toBeLessThanOrEqual(before);
      before = worth;
      lost.push(name);
    }
  }
});
