import { describe, expect, it } from 'vitest';
import { cutOffFrom, silent } from '../incidents/testing/troubles.js';
import { Watch } from '../incidents/testing/watch.js';
import type { SyncContract } from '../replication/findings/model.js';
import { testNow } from '../replication/testing/observations.js';
import {
  aFirstOneView,
  aMember,
  aStandbyView,
  aTopology,
  withNode,
} from '../replication/testing/topologies.js';
import type { SyncView, Topology } from '../replication/topology/model.js';
import { anOperation, aStepRecord } from '../wording/testing/operations.js';
import type { Operation } from './model.js';
import { isPredicted } from './mutes.js';
import { makePlan } from './plan.js';
import { aPlanInput } from './testing/plan-inputs.js';

const contract: SyncContract = {
  source: 'learned',
  since: testNow - 1_000_000,
  required: 1,
  eligible: 2,
  synchronousCommit: 'on',
  names: 'FIRST 1 (s1, s2)',
  overrides: [],
};

const made = makePlan(aPlanInput());
if (made.kind === 'impossible') throw new Error(made.words);
const { plan } = made;

const begunAfter = (...steps: readonly string[]): Operation =>
  anOperation({
    plan,
    state: 'running',
    startedAt: testNow,
    steps: steps.map((step, position) => aStepRecord({ step, position })),
  });

const preparing = begunAfter('prepare-target', 'checkpoint');
const stopping = begunAfter('prepare-target', 'checkpoint', 'stop');
const promoting = begunAfter('stop', 'promote', 'repoint:s2');
const rejoining = begunAfter('stop', 'promote', 'repoint:s2', 'rejoin', 'restore-sync');

/** pg1 has stopped; s1 and s2 have lost it. */
const stopped = ['s1', 's2'].reduce<Topology>(
  (topology, name) => withNode(topology, name, cutOffFrom('pg1')),
  {
    ...withNode(aTopology(), 'pg1', { reach: silent() }),
    primary: { kind: 'unreachable', node: 'pg1' },
    sync: aFirstOneView({ members: [], commits: { kind: 'unknown' }, wait: null }),
  },
);

/** s1 is primary, and the names that the plan sets first name s2, which is not there yet. */
const promoted: Topology = {
  ...withNode(stopped, 's1', {
    role: 'primary',
    timeline: 2,
    upstream: null,
    wal: {
      writeLsn: stopped.nodes[1]?.wal.receivedLsn ?? null,
      receivedLsn: null,
      replayLsn: null,
    },
  }),
  primary: { kind: 'one', node: 's1', timeline: 2 },
  sync: namesOf(plan.sync.atPromotion, [aMember('s2', { state: 'missing', eligible: false })], {
    kind: 'hangs',
    required: 1,
    present: 0,
  }),
};

const followed: Topology = {
  ...withNode(promoted, 's2', aStandbyView('s2', 's1', { timeline: 2, syncState: 'sync' })),
  sync: namesOf(plan.sync.atPromotion, [aMember('s2')], {
    kind: 'waiting-satisfied',
    required: 1,
    spare: 0,
  }),
};

const rejoined: Topology = {
  ...withNode(followed, 'pg1', aStandbyView('pg1', 's1', { timeline: 2, syncState: 'sync' })),
  sync: namesOf(
    plan.sync.after,
    [aMember('pg1'), aMember('s2', { priority: 2, state: 'potential' })],
    { kind: 'waiting-satisfied', required: 1, spare: 1 },
  ),
};

function namesOf(
  namesSetting: string,
  members: SyncView['members'],
  commits: SyncView['commits'],
): SyncView {
  const names = members.map(({ name }) => name);
  return aFirstOneView({
    namesSetting,
    config: { method: 'priority', numSync: 1, names },
    members,
    commits,
  });
}

/** What is found and not predicted, from one look to the next, each with its time in ms. */
function news(...looks: readonly (readonly [number, Topology, Operation])[]): readonly string[] {
  const watch = new Watch({ contract });
  return looks.flatMap(([atMs, topology, operation]) =>
    watch
      .see(topology, atMs)
      .active.filter((finding) => !isPredicted(operation, finding, testNow + atMs))
      .map(({ kind, subject }) => `${kind}/${subject ?? ''}`),
  );
}

describe('a switchover as the watching sees it', () => {
  it('is no news from its beginning to its end', () => {
    const course = news(
      [0, aTopology(), preparing],
      [1_000, stopped, stopping],
      [1_200, promoted, promoting],
      [1_400, followed, rejoining],
      [3_000, rejoined, rejoining],
      [6_000, rejoined, rejoining],
    );
    expect(course).toEqual([]);
  });

  it('is news where a part of it comes before the step that explains it', () => {
    expect(news([0, aTopology(), preparing], [1_000, stopped, preparing])).toContain(
      'primary-unreachable/pg1',
    );
  });

  it('hides no standby that is lost meanwhile, and no hang that lasts', () => {
    const lost = withNode(promoted, 's3', { ...cutOffFrom('s1'), reach: silent() });
    expect(
      news([0, aTopology(), preparing], [1_000, stopped, stopping], [1_200, lost, promoting]),
    ).toEqual(['standby-disconnected/s3']);
    expect(
      news([0, aTopology(), preparing], [1_200, promoted, promoting], [9_000, promoted, promoting]),
    ).toContain('commits-hang/');
  });
});
