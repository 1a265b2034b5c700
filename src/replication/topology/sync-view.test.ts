import { describe, expect, it } from 'vitest';

import { aCascade, anAnswer, build, silenced, withRecords } from '../testing/clusters.js';
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
