import { expect, it } from 'vitest';

import { testNow } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { Archiver } from '../../replication/observation.js';
import type { NodeFacts, PlanInput } from '../facts.js';
import { aCheckContext, said } from '../testing/checks.js';
import { someFacts, someStates } from '../testing/plan-inputs.js';
import { archiveBacklog } from './archive-backlog.js';

function archiving(
  pg1: Partial<NodeFacts>,
  s1: Partial<NodeFacts> = { archiveMode: 'on' },
): PlanInput['facts'] {
  return new Map([
    ['pg1', someFacts('pg1', { archiveMode: 'on', ...pg1 })],
    ['s1', someFacts('s1', s1)],
    ['s2', someFacts('s2')],
    ['s3', someFacts('s3')],
  ]);
}

const archiver: Archiver = {
  archivedCount: 1,
  failedCount: 1,
  lastArchivedWal: null,
  lastArchivedAt: testNow - 60_000,
  lastFailedWal: null,
  lastFailedAt: testNow - 1_000,
};
const failing = someStates({ pg1: { archiver } });
const mended = someStates({ pg1: { archiver: { ...archiver, lastArchivedAt: testNow } } });

it.each<[string, Partial<PlanInput>, string]>([
  ['no archive', {}, 'pass: pg1 archives no WAL.'],
  [
    'an archive that keeps up',
    { facts: archiving({}) },
    'pass: 0 WAL files of pg1 wait for the archive.',
  ],
  [
    'a backlog at the bound',
    { facts: archiving({ archiveReadyFiles: 16 }) },
    'pass: 16 WAL files of pg1 wait for the archive.',
  ],
  [
    'a backlog',
    { facts: archiving({ archiveReadyFiles: 17 }) },
    'warn: 17 WAL files of pg1 wait for the archive.',
  ],
  [
    'a long backlog',
    { facts: archiving({ archiveReadyFiles: 129 }) },
    'block: 129 WAL files of pg1 wait for the archive, above the bound of 128.',
  ],
  [
    'an archive that fails',
    { facts: archiving({ archiveReadyFiles: 1 }), states: failing },
    'warn: 1 WAL file of pg1 waits for the archive, and archiving fails (last at 03:11:59 UTC).',
  ],
  [
    'an archive that has failed',
    { facts: archiving({ archiveReadyFiles: 1 }), states: mended },
    'pass: 1 WAL file of pg1 waits for the archive.',
  ],
  [
    'a backlog that is not visible',
    { facts: archiving({ archiveReadyFiles: null }) },
    "warn: How many WAL files of pg1 wait for the archive is not visible to pgrepl's role.",
  ],
  [
    'a target that does not archive',
    { facts: archiving({}, { archiveMode: 'off' }) },
    'warn: s1 has `archive_mode = off`, and pg1 archives: from the promotion on nobody would, and recovery to a point in time would end there.',
  ],
  [
    'a backlog of a primary that is given up',
    { kind: 'promote', facts: archiving({ archiveReadyFiles: 500 }) },
    'pass: No server is stopped whose archiver would have to be waited for.',
  ],
])('judges %s', (_, changes, expected) => {
  expect(said(archiveBacklog(aCheckContext(changes)))).toContain(expected);
});

it('takes the mode from the poll where nobody was asked for the plan', () => {
  const facts = new Map([['s1', someFacts('s1', { archiveMode: null })]]);
  const seen = someStates();
  const pg1 = seen.get('pg1');
  if (pg1 === undefined) throw new Error('no pg1');
  const settings = { ...pg1.state.settings, archiveMode: 'on' };
  const states = new Map([['pg1', { ...pg1, state: { ...pg1.state, settings } }]]);
  expect(said(archiveBacklog(aCheckContext({ facts, states })))).toBe(
    "warn: How many WAL files of pg1 wait for the archive is not visible to pgrepl's role.\nwarn: Whether s1 archives WAL, as pg1 does, is not known.",
  );
});

it.each([
  [11, 'Up to 11 only a superuser sees it.'],
  [12, '`GRANT pg_monitor` makes it visible.'],
])('says what makes a backlog visible on %i', (major, how) => {
  const topology = withNode(aTopology(), 'pg1', { major });
  const context = aCheckContext({ topology, facts: archiving({ archiveReadyFiles: null }) });
  expect(archiveBacklog(context)[0]?.remedy).toContain(how);
});
