import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startCluster } from '../../../lab/postgres/cluster.js';
import type { LabCluster } from '../../../lab/postgres/cluster.js';
import { aRecord, build } from '../../../src/replication/testing/clusters.js';
import {
  aFailedObservation,
  anObservation,
  testNow,
} from '../../../src/replication/testing/observations.js';
import type { NodeRecord, Topology } from '../../../src/replication/topology/model.js';
import { clusterStatus } from '../../../src/wording/cluster-status.js';
import { toTerminal } from '../../../src/wording/sections.js';
import { aSnapshot } from '../../../src/wording/testing/incidents.js';
import {
  recordedDeclaration,
  recordedNode,
  recordedSteps,
  type RecordedNode,
} from '../../unit/replication/recorded.js';
import { asNineSix, stateOnNineSix } from './nine-six.js';

interface Shown {
  readonly setup: string;
  /** Which of its steps, from 0. */
  readonly step?: number;
  readonly standbys: readonly string[];
  readonly says: readonly RegExp[];
}

const shown: readonly Shown[] = [
  {
    setup: 'async_2',
    standbys: ['s1', 's2'],
    says: [
      /^\[ok\] orders · PostgreSQL 9\.6\.24 · timeline 1/,
      /├─ s1 +async +streaming +0 B +0 s/,
      /└─ s2 +async +streaming +0 B +0 s/,
      /Commits wait for no standby: `synchronous_standby_names` is empty/,
    ],
  },
  {
    setup: 'sync_priority',
    standbys: ['s1', 's2'],
    says: [
      /├─ s1 +sync +streaming/,
      /└─ s2 +potential +streaming/,
      /Commits wait for s1\.\nIf s1 is lost, s2 takes over and commits go on; if both are, commits hang\./,
    ],
  },
  {
    setup: 'sync_priority',
    step: 1,
    standbys: [],
    says: [/Commits wait for s2\.\nIf s2 is lost, commits hang\./],
  },
  {
    setup: 'sync_priority',
    step: 3,
    standbys: [],
    says: [
      /Commits hang: they wait for 1 synchronous standby, and none is there\. Missing: s1 and s2\./,
    ],
  },
  {
    setup: 'sync_single',
    step: 1,
    standbys: ['s1'],
    says: [/└─ s1 +sync +streaming/, /If s1 is lost, commits hang/],
  },
  {
    setup: 'cascade',
    standbys: ['s1', 's2'],
    says: [/└─ s1 +async +streaming/, / {3}└─ s2 +async +streaming +0 B +0 s/],
  },
  { setup: 'archive_only', standbys: ['s1'], says: [/s1 +standby +/, /\d+ (k?B|MB)/] },
  { setup: 'hot_standby_off', standbys: ['s1'], says: [/└─ s1 +async +streaming/, /cold/] },
  { setup: 'replay_paused', standbys: ['s1'], says: [/replay paused/] },
  { setup: 'apply_delay', standbys: ['s1'], says: [/└─ s1 +async +streaming +\d/] },
  { setup: 'wal_removed_noslot', standbys: ['s1'], says: [/s1 +standby +disconnected .*\d+ MB/] },
  { setup: 'conflict', standbys: ['s1'], says: [/└─ s1 +async +streaming/] },
];

describe('PostgreSQL 9.6, by the rows that a server of it showed', () => {
  let cluster: LabCluster;
  let client: pg.Client;

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { pg1: {} } });
    client = await cluster.firstPrimary.client();
    await asNineSix(client);
  });

  afterAll(async () => {
    await client.end();
    await cluster.stop();
  });

  it.each(shown)('$setup, from the rows to the words of the status', async (story) => {
    const step = recordedSteps(9, story.setup)[story.step ?? 0];
    const names = ['p', ...story.standbys];
    const records: NodeRecord[] = [];
    for (const name of names) records.push(await answer(name, recordedNode(step, name)));
    const topology = build(records);
    const text = words(topology);
    for (const said of story.says) expect(text).toMatch(said);
    // What 9.6 does not show is not known, and never nothing.
    for (const node of topology.nodes) {
      expect(node.syncWait).toBeNull();
      expect(node.lag?.reported?.replayMs ?? null).toBeNull();
    }
  });

  it('the middle of a cascade is lost: its leaf keeps its positions, and is cut off', async () => {
    const [all, dead] = recordedSteps(9, 'cascade');
    const before: NodeRecord[] = [];
    for (const name of ['p', 's1', 's2']) before.push(await answer(name, recordedNode(all, name)));
    const previous = build(before);
    const middle = recordedDeclaration('s1', recordedNode(all, 's1'));
    const text = words(
      build(
        [
          await answer('p', recordedNode(dead, 'p')),
          aRecord(middle, aFailedObservation('s1')),
          await answer('s2', recordedNode(dead, 's2')),
        ],
        { previous },
      ),
    );
    expect(text).toMatch(/s2 +standby +disconnected/);
    expect(text).toMatch(/s1 .*(down|refuse)/);
  });

  async function answer(name: string, node: RecordedNode): Promise<NodeRecord> {
    const declaration = recordedDeclaration(name, node);
    // Up to 13 a standby that lets nobody in says that it starts.
    if (node.connect_error !== undefined) {
      return aRecord(declaration, aFailedObservation(name, 'starting-up'));
    }
    return aRecord(declaration, anObservation(name, await stateOnNineSix(client, node)));
  }
});

function words(topology: Topology): string {
  return toTerminal(clusterStatus(aSnapshot({ topology, incidents: [] }), testNow));
}
