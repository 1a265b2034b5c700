import { describe, expect, it } from 'vitest';
import { noConditions } from '../../../src/replication/findings/conditions.js';
import { evaluate } from '../../../src/replication/findings/evaluate.js';
import type { Finding } from '../../../src/replication/findings/model.js';
import { aRecord, build } from '../../../src/replication/testing/clusters.js';
import { anObservation, lsn } from '../../../src/replication/testing/observations.js';
import { someThresholds } from '../../../src/replication/testing/thresholds.js';
import type { Topology } from '../../../src/replication/topology/model.js';
import type { RecordedNode, RecordedStep } from './recorded.js';
import { recordedDeclaration, recordedNode, recordedState, recordedSteps } from './recorded.js';

const majors = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18];

/** Later than everything that was recorded. */
const later = Date.UTC(2026, 10, 21);

function topologyOf(
  major: number,
  step: RecordedStep | undefined,
  previous: Topology | null = null,
): Topology {
  const records = ['p', 's1'].map((name) => {
    const node = recordedNode(step, name);
    const observation = anObservation(name, recordedState(major, node), later);
    return aRecord(recordedDeclaration(name, node), observation);
  });
  return build(records, { previous, now: later });
}

/** What is found if it stays like that for two minutes. */
function findingsIn(topology: Topology): readonly Finding[] {
  const thresholds = someThresholds({ conflictsCount: 1 });
  let state = noConditions;
  let active: readonly Finding[] = [];
  for (const atMs of [0, 120_000]) {
    const settled = evaluate({
      now: later + atMs,
      topology,
      previous: topology,
      recentChanges: [],
      contract: null,
      thresholds: () => thresholds,
      state,
    });
    ({ state, active } = settled);
  }
  return active;
}

const kindsIn = (topology: Topology): readonly string[] =>
  findingsIn(topology).map(({ kind, subject }) => `${kind} ${subject ?? ''}`);

describe.each(majors)('found in what was recorded on major %d', (major) => {
  it('an archiver that fails is told, until it has succeeded', () => {
    const [failing, mended] = recordedSteps(major, 'archiver_failing');
    const node = recordedNode(failing, 'p');
    const only = (arch: RecordedNode['arch']): Topology => {
      const state = recordedState(major, arch === undefined ? node : { ...node, arch });
      const observation = anObservation('p', state, later);
      return build([aRecord(recordedDeclaration('p', node), observation)], { now: later });
    };
    expect(kindsIn(only(node.arch))).toEqual(['archiver-failing p']);
    // From then on the archiver's view alone was recorded.
    expect(kindsIn(only(mended?.['p'] as RecordedNode['arch']))).toEqual([]);
  });

  it('archivers on both sides are no trouble', () => {
    const [step] = recordedSteps(major, 'archive_always');
    expect(kindsIn(topologyOf(major, step))).toEqual([]);
  });

  it('a query that replay has cancelled is counted', () => {
    const [before, after] = recordedSteps(major, 'conflict');
    const first = topologyOf(major, before);
    expect(kindsIn(first)).not.toContain('recovery-conflicts s1');
    // Only the standby was recorded anew.
    const second = topologyOf(major, { step: 'both', p: before?.['p'], s1: after?.['s1'] }, first);
    const [found] = findingsIn(second).filter(({ kind }) => kind === 'recovery-conflicts');
    expect(found?.evidence).toMatchObject({ total: 1, snapshot: 1 });
  });
});

// Before 12 nothing says that a standby is to stream which never did while it was looked at.
describe.each(majors.filter((major) => major >= 12))('found on major %d', (major) => {
  it('a standby whose WAL is removed is told to be cloned anew', () => {
    const [step] = recordedSteps(major, 'wal_removed_noslot');
    // Nothing was recorded of before the checkpoint; the server's first redo point will do.
    const first = topologyOf(major, step);
    const nodes = first.nodes.map((node) => ({ ...node, redoLsn: lsn('0/1000028') }));
    expect(kindsIn(first)).not.toContain('standby-cannot-catch-up s1');
    const found = findingsIn(topologyOf(major, step, { ...first, nodes }));
    const lost = found.find(({ kind }) => kind === 'standby-cannot-catch-up');
    expect(lost?.what).toContain('p has removed the WAL that it needs from 0/3000000 on');
  });
});

describe.each([17, 18])('found on major %d', (major) => {
  it('the copy of a failover slot is nothing, its original without a reader is something', () => {
    const [step] = recordedSteps(major, 'slotsync');
    const kinds = kindsIn(topologyOf(major, step));
    expect(kinds.filter((kind) => kind.startsWith('slot-'))).toEqual(['slot-inactive p/lsub']);
  });
});
