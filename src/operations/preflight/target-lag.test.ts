import { expect, it } from 'vitest';

import { lsn } from '../../replication/testing/observations.js';
import { aTopology, noLag, withNode } from '../../replication/testing/topologies.js';
import type { NodeView } from '../../replication/topology/model.js';
import type { OperationKind } from '../model.js';
import { aCheckContext, said } from '../testing/checks.js';
import { targetLag } from './target-lag.js';

const mb = 1024 ** 2;
const behind: NodeView['wal'] = {
  writeLsn: null,
  receivedLsn: lsn('0/3000000'),
  replayLsn: lsn('0/2F00000'),
};

it.each<[string, OperationKind, Partial<NodeView>, string]>([
  [
    'a standby that has caught up',
    'switchover',
    {},
    'pass: s1 lacks 0 B of WAL, and its replay is 0 s behind.',
  ],
  [
    'one that is a little behind',
    'switchover',
    { lag: noLag({ receiveBytes: 16 * mb, timeMs: 10_000 }), wal: behind },
    'pass: s1 lacks 16 MB of WAL, and its replay is 10 s behind; it has 1 MB to replay first.',
  ],
  [
    'one that lacks too much',
    'switchover',
    { lag: noLag({ receiveBytes: 17 * mb }) },
    'block: s1 lacks 17 MB of WAL, above the bound of 16 MB.',
  ],
  [
    'one that lacks too much, in a promotion',
    'promote',
    { lag: noLag({ receiveBytes: 17 * mb, isLowerBound: true }) },
    'force: s1 lacks at least 17 MB of WAL, above the bound of 16 MB.',
  ],
  [
    'one whose replay is too far behind',
    'switchover',
    { lag: noLag({ timeMs: 11_000 }), wal: behind },
    'block: s1 replays what the primary wrote 11 s ago, above the bound of 10 s; it has 1 MB to replay first.',
  ],
  ['one of unknown lag', 'switchover', { lag: null }, 'warn: How much WAL s1 lacks is not known.'],
  [
    'one of unknown position',
    'switchover',
    { lag: noLag({ receiveBytes: null }) },
    'warn: How much WAL s1 lacks is not known.',
  ],
  [
    'one that nobody has watched for long',
    'switchover',
    { lag: noLag({ timeMs: null }) },
    'warn: s1 lacks 0 B of WAL; how long ago the primary wrote what it replays is not known.',
  ],
  [
    'one that is measured against a primary that is gone',
    'promote',
    { lag: noLag({ isLowerBound: true }) },
    'warn: s1 lacks at least 0 B of WAL; what the primary wrote after it was last seen at 03:12:00 UTC comes on top.',
  ],
])('judges %s', (_, kind, view, expected) => {
  const topology = withNode(aTopology(), 's1', view);
  expect(said(targetLag(aCheckContext({ kind, topology })))).toBe(expected);
});
