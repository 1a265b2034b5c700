import { expect, it } from 'vitest';

import { someSettings } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { Settings } from '../../replication/observation.js';
import type { PlanInput } from '../facts.js';
import { aCheckContext, said } from '../testing/checks.js';
import { someStates } from '../testing/plan-inputs.js';
import { settings } from './settings.js';

function having(node: string, changes: Partial<Settings>): Partial<PlanInput> {
  return { states: someStates({ [node]: { settings: someSettings(changes) } }) };
}

const old = withNode(aTopology(), 's1', { major: 11 });

it.each<[string, Partial<PlanInput>, string]>([
  ['equal ones', {}, 'pass: s2, pg1 and s3 have none of the five settings below those of s1.'],
  [
    'a follower with fewer connections',
    having('s2', { maxConnections: 50 }),
    "block: s2 has `max_connections` 50 (s1 has 100): it can't follow s1, and would pause its replay, or not start.",
  ],
  [
    'an old primary with fewer connections and workers than the target',
    having('pg1', { maxConnections: 50, maxWorkerProcesses: 4 }),
    "block: pg1 has `max_connections` 50 (s1 has 100), `max_worker_processes` 4 (s1 has 8): it can't follow s1, and would pause its replay, or not start.",
  ],
  [
    'a follower below, in a promotion, on 13',
    {
      ...having('s2', { maxLocksPerTransaction: 10 }),
      kind: 'promote',
      topology: withNode(aTopology(), 's1', { major: 13 }),
    },
    "warn: s2 has `max_locks_per_transaction` 10 (s1 has 64): it can't follow s1, and would stop, or not start.",
  ],
  [
    'fewer walsenders, which count from 12 on',
    having('s3', { maxWalSenders: 5 }),
    'block: s3 has `max_wal_senders` 5 (s1 has 10)',
  ],
  [
    'fewer walsenders up to 11',
    { ...having('s3', { maxWalSenders: 5 }), topology: old },
    'pass: s2, pg1 and s3 have none of the five settings below those of s1.',
  ],
  [
    'a setting that is not visible',
    having('s2', { maxPreparedTransactions: null }),
    'warn: Whether s2 has settings below those of s1 is not known (max_prepared_transactions).',
  ],
  [
    'a target that was never seen',
    { states: new Map() },
    'warn: The settings of s1 are not known.',
  ],
  [
    'nobody who follows',
    { kind: 'promote', topology: aTopology({ nodes: aTopology().nodes.slice(0, 2) }) },
    'pass: Nobody follows: no setting has to match those of s1.',
  ],
])('judges %s', (_, changes, expected) => {
  expect(said(settings(aCheckContext(changes)))).toContain(expected);
});
