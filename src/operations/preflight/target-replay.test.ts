import { expect, it } from 'vitest';

import { lsn, someSettings } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { NodeView, ReplayView } from '../../replication/topology/model.js';
import type { OperationKind } from '../model.js';
import { aCheckContext, said } from '../testing/checks.js';
import { targetReplay } from './target-replay.js';

const wal: NodeView['wal'] = {
  writeLsn: null,
  receivedLsn: lsn('0/3000000'),
  replayLsn: lsn('0/2F00000'),
};

function replay(changes: Partial<ReplayView>): ReplayView {
  return {
    paused: false,
    applyDelayMs: 0,
    startupWait: null,
    lastReplayedCommitAt: null,
    ...changes,
  };
}

const paused = replay({ paused: true });

it('blocks a paused one for good where its settings are below the primary’s', () => {
  const held = withNode(aTopology(), 's1', {
    replay: paused,
    wal,
    settings: someSettings({ maxConnections: 50 }),
  });
  const topology = { ...held, primary: { kind: 'unreachable', node: 'pg1' } } as const;
  const check = targetReplay(aCheckContext({ kind: 'promote', topology }));
  expect(check).toMatchObject({ verdict: 'block', forceable: false });
  expect(check.evidence).toContain('to promote s1 would stop s1');
  expect(check.remedy).not.toContain('resume');
});

it.each<[string, OperationKind, Partial<NodeView>, string]>([
  [
    'replay that goes on',
    'switchover',
    {},
    'pass: The replay of s1 is neither paused nor delayed.',
  ],
  [
    'a paused one',
    'switchover',
    { replay: paused, wal },
    'block: The replay of s1 is paused with 1 MB of WAL to apply. A promotion ends the pause and applies all of it.',
  ],
  [
    'a paused one up to 12',
    'promote',
    { replay: paused, wal, major: 12 },
    'force: The replay of s1 is paused with 1 MB of WAL to apply. A promotion asked for now would wait, and take place by itself whenever the replay is resumed.',
  ],
  [
    'a paused one of unknown version and position',
    'promote',
    { replay: paused, major: null, wal: { ...wal, receivedLsn: null } },
    'force: The replay of s1 is paused with an unknown amount of WAL to apply. What a promotion does then depends on its version.',
  ],
  [
    'a delayed one',
    'switchover',
    { replay: replay({ applyDelayMs: 3_600_000 }), wal },
    'warn: s1 delays its replay by 1 h (`recovery_min_apply_delay`): its promotion applies at once what waits, 1 MB of WAL.',
  ],
  [
    'one of which that is not visible, and that is behind',
    'switchover',
    { replay: replay({ applyDelayMs: null }), wal },
    'warn: s1 has 1 MB of WAL to apply, and whether its replay is delayed on purpose is not visible.',
  ],
  [
    'one of which that is not visible, and that has replayed everything',
    'switchover',
    { replay: replay({ applyDelayMs: null }) },
    'pass: The replay of s1 is neither paused nor delayed.',
  ],
  [
    'one that nobody saw',
    'switchover',
    { replay: null },
    'warn: Whether the replay of s1 is paused or delayed is not known.',
  ],
])('judges %s', (_, kind, view, expected) => {
  const topology = withNode(aTopology(), 's1', view);
  expect(said(targetReplay(aCheckContext({ kind, topology })))).toBe(expected);
});

it('names the function that resumes it', () => {
  const topology = withNode(aTopology(), 's1', { replay: paused, major: 9 });
  expect(targetReplay(aCheckContext({ topology })).remedy).toContain('pg_xlog_replay_resume()');
});
