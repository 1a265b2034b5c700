import { describe, expect, it } from 'vitest';

import { lsn, testNow } from '../replication/testing/observations.js';
import {
  aTopology,
  anAsyncView,
  aFirstOneView,
  withNode,
} from '../replication/testing/topologies.js';
import type { NodeView, SyncView, Topology } from '../replication/topology/model.js';
import type { PlanInput } from './facts.js';
import type { Price } from './plan-model.js';
import { priceOf } from './price.js';
import { aPlanInput, noHands, sidesOf, someStates } from './testing/plan-inputs.js';

function silent(reason: 'refused' | 'timed-out' = 'refused'): NodeView['reach'] {
  return { kind: 'silent', reason, detail: '', since: testNow - 4_000, polls: 2 };
}

/** pg1 is down, s1 and s2 no longer receive; s3 is still fed by s1. */
function lost(
  changes: Readonly<Record<string, Partial<NodeView>>> = {},
  sync: SyncView = aFirstOneView({ members: [], commits: { kind: 'unknown' }, wait: null }),
): Topology {
  let topology = aTopology({ primary: { kind: 'unreachable', node: 'pg1' }, sync });
  topology = withNode(topology, 'pg1', { reach: silent() });
  const alone: Partial<NodeView> = {
    upstream: { kind: 'disconnected', last: 'pg1' },
    senderRow: null,
    syncState: null,
  };
  for (const name of ['s1', 's2']) topology = withNode(topology, name, alone);
  for (const [name, change] of Object.entries(changes)) topology = withNode(topology, name, change);
  return topology;
}

const has = (received: string): Pick<NodeView, 'wal'> => ({
  wal: { writeLsn: null, receivedLsn: lsn(received), replayLsn: lsn(received) },
});

const byAnyone = aFirstOneView({
  config: { method: 'priority', numSync: 1, names: ['*'] },
  members: [],
  commits: { kind: 'unknown' },
  wait: null,
});

function promote(topology: Topology, changes: Partial<PlanInput> = {}): Price {
  return priceOf(sidesOf(aPlanInput({ kind: 'promote', topology, ...changes })));
}

describe('priceOf', () => {
  it('is nothing for a switchover, whatever the target lacks now', () => {
    const topology = withNode(aTopology(), 's1', has('0/2000000'));
    expect(priceOf(sidesOf(aPlanInput({ topology })))).toMatchObject({ kind: 'none', bytes: 0 });
  });

  const overrides = [{ database: 'bulk', role: null, value: 'off' }];
  const restarted = someStates({ s2: { startedAt: testNow + 1_000 } });

  it.each<[string, Topology, Partial<PlanInput>, Price['kind'], number | null, string]>([
    [
      'all that could have confirmed have no more than the target',
      lost(),
      {},
      'none',
      0,
      'Nothing that was acknowledged is lost: every commit waited for standbys, and none of s2 has received more than s1.',
    ],
    [
      'the only standby that commits waited for is the target',
      lost(
        { s2: { reach: silent() } },
        aFirstOneView({ config: { method: 'priority', numSync: 1, names: ['s1'] } }),
      ),
      {},
      'none',
      0,
      'every commit waited for s1 itself',
    ],
    [
      'the target lacks WAL that nobody confirmed',
      lost({ s1: has('0/2FFF000'), s2: has('0/2FFF000') }),
      {},
      'none',
      4096,
      '4 kB of WAL that it lacks was never confirmed to anybody',
    ],
    [
      'another that may have taken over is gone too',
      lost({ s2: { reach: silent() } }),
      {},
      'unknown',
      0,
      'Whether s2 had confirmed more can’t be asked.',
    ],
    [
      'another that may have taken over has forgotten how far it was',
      lost({ s2: { replay: null } }),
      { states: restarted },
      'unknown',
      0,
      'Whether s2 had confirmed more can’t be asked.',
    ],
    [
      'another has started anew, and has replayed all that it has',
      lost(),
      { states: restarted },
      'none',
      0,
      'Nothing that was acknowledged is lost',
    ],
    [
      'another has received more',
      lost({ s2: has('0/3000400') }),
      {},
      'lossy',
      1024,
      's1 lacks at least 1 kB of WAL that was written (its last commit is of 03:11:59 UTC). What pg1 wrote after it was last seen at 03:12:00 UTC is lost. s2 has received more, and may have confirmed it.',
    ],
    [
      'a quorum has enough witnesses without the one that is gone',
      lost(
        { s3: { reach: silent() } },
        aFirstOneView({ config: { method: 'quorum', numSync: 2, names: ['s1', 's2', 's3'] } }),
      ),
      {},
      'none',
      0,
      'none of s2 has received more than s1',
    ],
    [
      'a quorum has too few witnesses',
      lost(
        { s3: { reach: silent() } },
        aFirstOneView({ config: { method: 'quorum', numSync: 1, names: ['s1', 's2', 's3'] } }),
      ),
      {},
      'unknown',
      0,
      'Whether s3 had confirmed more',
    ],
    [
      'a listed name belongs to nobody who could be asked',
      lost({}, aFirstOneView({ config: { method: 'priority', numSync: 1, names: ['s1', 's9'] } })),
      {},
      'unknown',
      0,
      'Whether s9 had confirmed more',
    ],
    [
      'anyone could confirm, and the target has all that the primary was seen to have',
      lost({}, byAnyone),
      {},
      'none',
      0,
      'none of s2 and s3 has received more than s1',
    ],
    [
      'anyone could confirm, and the target lacks what may have been confirmed by who is gone',
      lost({ s1: has('0/2FFF000'), s2: has('0/2FFF000'), s3: has('0/2FFF000') }, byAnyone),
      {},
      'lossy',
      4096,
      'By `*` in `synchronous_standby_names` a standby may have confirmed more that is in no configuration and is gone.',
    ],
    [
      'the cluster was asynchronous',
      lost({}, anAsyncView()),
      {},
      'unknown',
      0,
      'Commits waited for no standby.',
    ],
    [
      'the level waits for nobody',
      lost({}, aFirstOneView({ synchronousCommit: 'local' })),
      {},
      'unknown',
      0,
      'Commits waited for no standby.',
    ],
    [
      'a database is exempt',
      lost({}, aFirstOneView({ overrides })),
      {},
      'unknown',
      0,
      'Commits of bulk/*=off waited for no standby.',
    ],
    [
      'the settings were never seen',
      lost({}, aFirstOneView({ config: null, namesSetting: null })),
      {},
      'unknown',
      0,
      'Whether commits waited for a standby was never seen.',
    ],
    [
      'the primary is silent, and nobody makes sure that it is dead',
      lost({ pg1: { reach: silent('timed-out') } }),
      { hands: new Map([['pg1', noHands]]) },
      'unknown',
      0,
      's1 has everything that anybody was seen to have',
    ],
    [
      'the silent primary is fenced first',
      lost({ pg1: { reach: silent('timed-out') } }),
      {},
      'none',
      0,
      'Nothing that was acknowledged is lost',
    ],
    [
      'a standby still receives from the silent primary',
      lost({ s2: { upstream: { kind: 'node', node: 'pg1', evidence: 'receiver' } } }),
      {},
      'unknown',
      0,
      'pg1 is running: all that it writes is lost as well.',
    ],
    [
      'the primary answers',
      withNode(aTopology(), 's1', has('0/2FFFC00')),
      {},
      'lossy',
      1024,
      'pg1 answers and accepts writes: all that it writes until it is stopped is lost as well.',
    ],
    [
      'there are several primaries',
      aTopology({ primary: { kind: 'several', nodes: ['pg1', 's2'] } }),
      {},
      'unknown',
      0,
      'pg1 and s2 accept writes',
    ],
    [
      'the target has missed a promotion',
      lost({ pg1: { timeline: 2, reach: silent() } }),
      {},
      'lossy',
      null,
      's1 is on timeline 1 and has missed the promotion to timeline 2, on which pg1 is',
    ],
    [
      'nothing of the primary was ever seen',
      lost({ pg1: { wal: { writeLsn: null, receivedLsn: null, replayLsn: null } } }, anAsyncView()),
      {},
      'unknown',
      null,
      'What s1 lacks is not known.',
    ],
    [
      'the last primary is a standby by now, and has no more',
      aTopology({
        primary: { kind: 'none', last: 'pg1' },
        nodes: lost({
          pg1: {
            ...has('0/3000000'),
            reach: { kind: 'answers' },
            role: 'standby',
            upstream: { kind: 'disconnected', last: null },
            replay: {
              paused: false,
              applyDelayMs: 0,
              startupWait: 'RecoveryWalStream',
              lastReplayedCommitAt: null,
            },
          },
        }).nodes,
        sync: anAsyncView(),
      }),
      {},
      'none',
      0,
      'pg1, the last primary, is a standby by now, and s1 has all that it has.',
    ],
  ])('when %s', (_, topology, changes, kind, bytes, words) => {
    const price = promote(topology, changes);
    expect(price).toMatchObject({ kind, bytes });
    expect(price.words.replaceAll("'", '’')).toContain(words);
  });

  it('gives the last commits by the primary’s clock', () => {
    const late = {
      paused: false,
      applyDelayMs: 0,
      startupWait: null,
      lastReplayedCommitAt: testNow - 400,
    };
    const price = promote(lost({ s2: { ...has('0/3000400'), replay: late } }));
    expect(price).toMatchObject({
      lastCommitAt: testNow - 1_000,
      primaryLastCommitAt: testNow - 400,
    });
    expect(price.words).toContain(
      'its last commit is of 03:11:59 UTC, the last one seen anywhere of 03:11:59 UTC',
    );
    const behind = lost({
      s1: { wal: { writeLsn: null, receivedLsn: lsn('0/3000000'), replayLsn: lsn('0/2000000') } },
    });
    expect(promote(behind).lastCommitAt).toBeNull();
  });
});
