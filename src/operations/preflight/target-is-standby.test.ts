import { expect, it } from 'vitest';

import { testNow } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { NodeView } from '../../replication/topology/model.js';
import { aCheckContext, said } from '../testing/checks.js';
import { targetIsStandby } from './target-is-standby.js';

const silent: NodeView['reach'] = {
  kind: 'silent',
  reason: 'refused',
  detail: '',
  since: testNow,
  polls: 1,
};

it.each<[string, string, Partial<NodeView>, string]>([
  ['a standby', 's1', {}, 'pass: s1 is a standby, PostgreSQL 18.4.'],
  ['one of unknown version', 's1', { versionNum: null }, 'pass: s1 is a standby.'],
  [
    'a silent standby, which another check blocks',
    's1',
    { reach: silent },
    'pass: s1 is a standby, PostgreSQL 18.4.',
  ],
  [
    'a silent node never seen',
    's1',
    { reach: silent, role: null },
    'block: Whether s1 is a standby was never seen.',
  ],
  [
    'a silent former primary',
    's1',
    { reach: silent, role: 'primary' },
    'block: s1 was a primary when it last answered.',
  ],
  ['the primary', 'pg1', {}, 'block: pg1 is the primary of orders already.'],
  ['a cascading standby', 's3', {}, 'block: s3 is fed by the standby s1, which has everything'],
  [
    'an archive-fed one',
    's1',
    { upstream: { kind: 'archive' } },
    'block: s1 lives on an archive alone',
  ],
  [
    'a cold one',
    's1',
    { reach: { kind: 'cold', since: testNow } },
    'block: s1 runs with `hot_standby = off`',
  ],
  [
    'a foreign server',
    's1',
    { foreign: true },
    'block: At the address of s1 a server of another system answers',
  ],
])('judges %s', (_, target, changes, expected) => {
  const topology = withNode(aTopology(), target, changes);
  expect(said(targetIsStandby(aCheckContext({ topology, target })))).toContain(expected);
});
