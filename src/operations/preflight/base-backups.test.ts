import { expect, it } from 'vitest';

import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { PlanInput } from '../facts.js';
import { aCheckContext, said } from '../testing/checks.js';
import { someFacts } from '../testing/plan-inputs.js';
import { baseBackups } from './base-backups.js';

function running(counts: Readonly<Record<string, number | null>>): PlanInput['facts'] {
  return new Map(
    ['pg1', 's1', 's2', 's3'].map((name) => {
      const count = counts[name];
      return [name, someFacts(name, count === undefined ? {} : { baseBackups: count })];
    }),
  );
}

it.each<[string, Partial<PlanInput>, string]>([
  ['none', {}, 'pass: No base backup is running.'],
  [
    'one of the primary',
    { facts: running({ pg1: 1 }) },
    'block: 1 base backup of pg1 is running, and the stop would break it off.',
  ],
  [
    'some of the primary, in a promotion',
    { kind: 'promote', facts: running({ pg1: 2 }) },
    'warn: 2 base backups of pg1 are running and may be broken off, or span two timelines.',
  ],
  [
    'one of the target',
    { facts: running({ s1: 1 }) },
    'warn: 1 base backup of s1 is running: PostgreSQL makes one fail whose standby is promoted meanwhile.',
  ],
  [
    'one of a follower, and one that nobody knows of',
    { facts: running({ s2: 1, pg1: null }) },
    'warn: 1 base backup of s2 is running and may be broken off, or span two timelines.\nwarn: Whether a base backup of pg1 is running is not known.',
  ],
])('judges %s', (_, changes, expected) => {
  expect(said(baseBackups(aCheckContext(changes)))).toBe(expected);
});

it.each([
  [12, "pg_stat_replication, state 'backup'"],
  [13, 'pg_stat_progress_basebackup'],
])('says where to look for one on %i', (major, where) => {
  const topology = withNode(aTopology(), 'pg1', { major });
  const [first] = baseBackups(aCheckContext({ topology, facts: running({ pg1: 1 }) }));
  expect(first?.remedy).toContain(`(\`${where}\`)`);
});
