import { expect, it } from 'vitest';

import { testNow } from '../../replication/testing/observations.js';
import { aTopology, anAsyncView } from '../../replication/testing/topologies.js';
import type { NodeView } from '../../replication/topology/model.js';
import { checkIds } from '../check.js';
import { aCheckContext } from '../testing/checks.js';
import { runChecks } from './index.js';

it('makes every check, in their order, and finds nothing in a healthy cluster', () => {
  const results = runChecks(aCheckContext());
  expect(results.map(({ id }) => id)).toEqual([...checkIds]);
  expect(results.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
});

it('gives a whole sentence for everything, and a remedy for all that does not pass', () => {
  for (const kind of ['switchover', 'promote'] as const) {
    for (const context of [
      aCheckContext({ kind }),
      aCheckContext({ kind, facts: new Map(), states: new Map(), hands: new Map() }),
    ]) {
      for (const result of runChecks(context)) {
        expect(result.evidence).toMatch(/[.)]$/);
        expect(result.verdict === 'pass').toBe(result.remedy === null);
        expect(result.remedy ?? '.').toMatch(/[.)]$/);
        expect(result.verdict === 'block' || !result.forceable).toBe(true);
      }
    }
  }
});

it('lets nothing pass that hangs on what nobody knows', () => {
  const unseen: Partial<NodeView> = {
    reach: { kind: 'not-polled-yet' },
    role: null,
    major: null,
    versionNum: null,
    timeline: null,
    systemIdentifier: null,
    stateAt: null,
    upstream: { kind: 'unknown' },
    wal: { writeLsn: null, receivedLsn: null, replayLsn: null },
    lag: null,
    replay: null,
    senderRow: null,
    syncState: null,
  };
  const topology = aTopology({
    at: testNow,
    systemIdentifier: null,
    primary: { kind: 'unknown' },
    nodes: aTopology().nodes.map((node) => ({ ...node, ...unseen })),
    sync: anAsyncView({ namesSetting: null, synchronousCommit: null, overrides: null }),
  });
  const context = aCheckContext({
    kind: 'promote',
    topology,
    facts: new Map(),
    states: new Map(),
    hands: new Map(),
  });
  const passed = runChecks(context).filter(({ verdict }) => verdict === 'pass');
  // What there is nobody to follow, to stop or to let in can't fail.
  expect(passed.map(({ id }) => id)).toEqual(['access', 'archive-backlog', 'long-transactions']);
});
