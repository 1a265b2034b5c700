import { describe, expect, it } from 'vitest';

import { lsn, testNow } from '../replication/testing/observations.js';
import {
  aStandbyView,
  aTopology,
  anAsyncView,
  withNode,
} from '../replication/testing/topologies.js';
import type { NodeView, Topology } from '../replication/topology/model.js';
import { bestCandidate, whyNotPromotable } from './candidate.js';

const at = (received: string): Pick<NodeView, 'wal'> => ({
  wal: { writeLsn: null, receivedLsn: lsn(received), replayLsn: lsn(received) },
});

const silent: NodeView['reach'] = {
  kind: 'silent',
  reason: 'refused',
  detail: '',
  since: testNow - 4_000,
  polls: 2,
};

/** `pg1` is gone; nobody shows a `sync_state` any more. */
function lost(changes: Readonly<Record<string, Partial<NodeView>>> = {}): Topology {
  let topology = aTopology({ primary: { kind: 'unreachable', node: 'pg1' } });
  topology = withNode(topology, 'pg1', { reach: silent });
  for (const name of ['s1', 's2']) {
    topology = withNode(topology, name, {
      upstream: { kind: 'disconnected', last: 'pg1' },
      senderRow: null,
      syncState: null,
    });
  }
  for (const [name, change] of Object.entries(changes)) topology = withNode(topology, name, change);
  return topology;
}

function why(topology: Topology): string {
  const choice = bestCandidate(topology);
  return choice.kind === 'candidate' ? `${choice.node}: ${choice.why}` : choice.reasons.join(' | ');
}

describe('bestCandidate', () => {
  it.each<[string, Readonly<Record<string, Partial<NodeView>>>, string]>([
    [
      'who received most',
      { s2: at('0/3000400') },
      's2: s2 has received most (up to 0/3000400), 1 kB more than s1.',
    ],
    [
      'who is on the newest timeline, with less WAL',
      { s1: { ...at('0/2000000'), timeline: 2 } },
      's1: s1 is on timeline 2, the newest that a standby has reached (up to 0/2000000).',
    ],
    [
      'between equals whose replay is not held back',
      {
        s1: {
          replay: { paused: true, applyDelayMs: 0, startupWait: null, lastReplayedCommitAt: null },
        },
      },
      's2: s2 has received as much as s1 (up to 0/3000000), and its replay is not held back.',
    ],
    [
      'between equals not the delayed one',
      {
        s1: {
          replay: {
            paused: false,
            applyDelayMs: 60_000,
            startupWait: null,
            lastReplayedCommitAt: null,
          },
        },
      },
      's2: s2 has received as much as s1 (up to 0/3000000), and its replay is not held back.',
    ],
    ['between equals the first', {}, 's1: s1 has received as much as s2 (up to 0/3000000).'],
    [
      'the only one left',
      { s2: { reach: silent } },
      's1: s1 is the only standby that can be promoted (up to 0/3000000).',
    ],
    [
      'no cascading standby while its parent lives, whatever it seems to have',
      { s3: at('0/9000000') },
      's1: s1 has received as much as s2 (up to 0/3000000).',
    ],
    [
      'a cascading standby whose parent is gone',
      {
        s1: { reach: silent },
        s2: { reach: silent },
        s3: { upstream: { kind: 'disconnected', last: 's1' } },
      },
      's3: s3 is the only standby that can be promoted (up to 0/3000000).',
    ],
  ])('proposes %s', (_, changes, expected) => {
    expect(why(lost(changes))).toBe(expected);
  });

  it('prefers the synchronous standby between equals', () => {
    const nodes = lost().nodes.filter(({ name }) => name !== 's2');
    const topology = {
      ...lost(),
      nodes: [aStandbyView('s0', 'pg1', { syncState: null }), ...nodes],
    };
    expect(why(topology)).toBe(
      's1: s1 has received as much as s0 (up to 0/3000000), and it is a synchronous one.',
    );
    expect(why({ ...topology, sync: anAsyncView() })).toBe(
      's0: s0 has received as much as s1 (up to 0/3000000).',
    );
  });

  it('says why nobody can be', () => {
    const topology = lost({ s1: { reach: silent }, s2: { upstream: { kind: 'archive' } } });
    expect(why(topology)).toContain(
      's1 refuses connections: nothing listens on its port since 03:11:56 UTC, and what it has received is not known. | s2 lives on an archive alone',
    );
  });
});

describe('whyNotPromotable', () => {
  const other = withNode(aTopology(), 's2', { systemIdentifier: '42', foreign: true });

  it.each<[string, Topology, string, string]>([
    ['an unknown node', aTopology(), 's9', 'orders has no node s9; it has pg1, s1, s2 and s3.'],
    ['a node of another cluster', aTopology(), 'b1', 'b1 is a node of billing, not of orders.'],
    ['the primary', aTopology(), 'pg1', 'pg1 is the primary of orders already.'],
    [
      'one of several primaries',
      { ...aTopology(), primary: { kind: 'several', nodes: ['pg1', 's1'] } },
      'pg1',
      'pg1 is a primary, not a standby.',
    ],
    [
      'a foreign server',
      other,
      's2',
      'At the address of s2 a server of another system answers (system identifier 42): it has none of the data of orders.',
    ],
    [
      'a cascading standby',
      aTopology(),
      's3',
      's3 is fed by the standby s1, which has everything that s3 has: promote s1, or make s3 receive from the primary first.',
    ],
    [
      'a cold one',
      withNode(aTopology(), 's2', { reach: { kind: 'cold', since: testNow } }),
      's2',
      "s2 runs with `hot_standby = off`: it can't be asked what it has, and takes no promotion by SQL.",
    ],
    [
      'an archive-fed one',
      withNode(aTopology(), 's2', { upstream: { kind: 'archive' } }),
      's2',
      's2 lives on an archive alone: it lacks whatever the primary had not archived.',
    ],
    [
      'a silent one',
      withNode(aTopology(), 's2', { reach: silent }),
      's2',
      's2 refuses connections: nothing listens on its port since 03:11:56 UTC, and what it has received is not known.',
    ],
    [
      'one that was not asked yet',
      withNode(aTopology(), 's2', { reach: { kind: 'not-polled-yet' } }),
      's2',
      's2 has not been asked yet: try again in a few seconds.',
    ],
  ])('has a sentence of its own for %s', (_, topology, node, expected) => {
    const clusterOf = (name: string): string | null => (name === 'b1' ? 'billing' : null);
    expect(whyNotPromotable(topology, node, clusterOf)).toBe(expected);
  });

  it('holds nothing against a standby that the primary feeds', () => {
    expect(whyNotPromotable(aTopology(), 's1')).toBeNull();
  });
});
