import { describe, expect, it } from 'vitest';

import {
  aCascade,
  anAnswer,
  aStandbyOf,
  build,
  silenced,
  withRecords,
} from '../testing/clusters.js';
import { aNodeState, aWalSender, someSettings } from '../testing/observations.js';

describe('synchronous replication', () => {
  const settings = someSettings({ synchronousStandbyNames: 'FIRST 1 (s1, s2)' });
  const overrides = [{ database: 'shop', role: null, value: 'off' }];
  const primary = anAnswer(
    'pg1',
    aNodeState({
      settings,
      synchronousCommitOverrides: overrides,
      walSenders: [
        aWalSender('s1', { syncPriority: 1, syncState: 'sync' }),
        aWalSender('s2', { syncPriority: 2, syncState: 'potential' }),
      ],
    }),
  );
  const cluster = withRecords(aCascade(), primary);

  it('is the primary’s, with the nodes behind the names', () => {
    const { sync, nodes } = build(cluster);
    expect(sync.commits).toEqual({ kind: 'waiting-satisfied', required: 1, spare: 1 });
    expect(sync.members.map(({ node, state }) => [node, state])).toEqual([
      ['s1', 'sync'],
      ['s2', 'potential'],
    ]);
    expect(sync.overrides).toEqual(overrides);
    expect(nodes.map(({ syncState }) => syncState)).toEqual([null, 'sync', 'potential', 'async']);
  });

  it('does not miss the primary itself where every node has the same list', () => {
    const names = someSettings({ synchronousStandbyNames: 'ANY 1 (pg1, s1, s2)' });
    const walSenders = ['s1', 's2'].map((name) =>
      aWalSender(name, { syncPriority: 1, syncState: 'quorum' }),
    );
    const { sync } = build(
      withRecords(aCascade(), anAnswer('pg1', aNodeState({ settings: names, walSenders }))),
    );
    expect(sync.members.map(({ node }) => node)).toEqual(['s1', 's2']);
  });

  it('knows that a standby with its replay paused confirms no remote_apply', () => {
    const level = { ...settings, synchronousCommit: 'remote_apply' };
    const { state } = primary.latestState ?? {};
    const { sync } = build(
      withRecords(
        cluster,
        anAnswer('pg1', aNodeState({ settings: level, walSenders: state?.walSenders ?? [] })),
        anAnswer('s1', aStandbyOf('pg1', { replayPaused: true })),
      ),
    );
    expect(sync.commits).toEqual({ kind: 'hangs', required: 1, present: 0 });
    expect(sync.members[0]).toMatchObject({ node: 's1', withholds: 'replay-paused' });
  });

  it('of a silent primary is its settings and nothing more', () => {
    const { sync } = build(withRecords(cluster, silenced(primary)));
    expect(sync).toMatchObject({
      namesSetting: 'FIRST 1 (s1, s2)',
      members: [],
      commits: { kind: 'unknown' },
      wait: null,
    });
  });
});
