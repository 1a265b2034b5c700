import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { aRecord, build, viewOf } from '../../../src/replication/testing/clusters.js';
import {
  aFailedObservation,
  anObservation,
} from '../../../src/replication/testing/observations.js';
import type { NodeRecord, Topology } from '../../../src/replication/topology/model.js';
import type { RecordedSender, RecordedStep } from './recorded.js';
import {
  recordedDeclaration,
  recordedNode,
  recordedSender,
  recordedState,
  recordedSteps,
} from './recorded.js';

const majors = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18];

function answer(major: number, step: RecordedStep | undefined, name: string): NodeRecord {
  const node = recordedNode(step, name);
  return aRecord(recordedDeclaration(name, node), anObservation(name, recordedState(major, node)));
}

function topologyOf(
  major: number,
  step: RecordedStep | undefined,
  names: readonly string[],
  previous: Topology | null = null,
): Topology {
  return build(
    names.map((name) => answer(major, step, name)),
    { previous },
  );
}

describe.each(majors)('recorded on major %d', (major) => {
  it('a cascade is a tree, without lag', () => {
    const [all] = recordedSteps(major, 'cascade');
    const topology = topologyOf(major, all, ['p', 's1', 's2']);
    expect(topology.nodes.map(({ downstream }) => downstream)).toEqual([['s1'], ['s2'], []]);
    expect(topology.nodes.map(({ lag }) => lag?.replayBytes)).toEqual([undefined, 0, 0]);
    expect([...topology.unmanaged, ...topology.otherWalSenders]).toEqual([]);
  });

  it('its middle dead, the leaf is disconnected though it keeps its positions', () => {
    const [all, dead] = recordedSteps(major, 'cascade');
    const previous = topologyOf(major, all, ['p', 's1', 's2']);
    const middle = recordedDeclaration('s1', recordedNode(all, 's1'));
    const records = [
      answer(major, dead, 'p'),
      aRecord(middle, aFailedObservation('s1')),
      answer(major, dead, 's2'),
    ];
    const topology = build(records, { previous });
    expect(viewOf(topology, 's2').upstream).toEqual({ kind: 'disconnected', last: 's1' });
    expect(viewOf(topology, 's2').wal.replayLsn).not.toBeNull();
    expect(viewOf(topology, 's1').upstream).toEqual({ kind: 'disconnected', last: 'p' });
  });

  it('a cold standby is seen from its primary', () => {
    const [step] = recordedSteps(major, 'hot_standby_off');
    const cold = recordedNode(step, 's1');
    expect(cold.connect_error?.code).toBe('57P03');
    const reason = /hot standby/i.test(JSON.stringify(cold.connect_error))
      ? 'hot-standby-off'
      : 'starting-up';
    expect(reason).toBe(major >= 14 ? 'hot-standby-off' : 'starting-up');
    const topology = build([
      answer(major, step, 'p'),
      aRecord(recordedDeclaration('s1', cold), aFailedObservation('s1', reason)),
    ]);
    expect(viewOf(topology, 's1')).toMatchObject({
      reach: { kind: 'cold' },
      role: 'standby',
      upstream: { kind: 'node', node: 'p', evidence: 'walsender' },
      lag: { replayBytes: 0 },
    });
  });

  it('log shipping is told from streaming, before and after a segment', () => {
    const [before, after] = recordedSteps(major, 'archive_only');
    const first = topologyOf(major, before, ['p', 's1']);
    const second = topologyOf(major, after, ['p', 's1'], first);
    // Up to 11 nobody shows how a standby is set up: what it lives on can be told when it moves.
    expect(viewOf(first, 's1').upstream).toEqual({ kind: major < 12 ? 'unknown' : 'archive' });
    expect(viewOf(second, 's1').upstream).toEqual({ kind: 'archive' });
    for (const topology of [first, second]) {
      expect(viewOf(topology, 's1').lag?.replayBytes).not.toBeNull();
    }
  });

  it('a standby whose WAL is gone is disconnected, not fed by an archive', () => {
    const [step] = recordedSteps(major, 'wal_removed_noslot');
    const view = viewOf(topologyOf(major, step, ['p', 's1']), 's1');
    expect(view.upstream?.kind).toBe('disconnected');
    expect(view.lag?.replayBytes).toBeGreaterThan(16 * 1024 * 1024);
  });
});

describe.each(majors.filter((major) => major >= 10))('recorded on major %d', (major) => {
  it('a base backup is no standby', () => {
    const [step] = recordedSteps(major, 'states');
    const rows = Object.values(step?.['seen'] as Record<string, RecordedSender>);
    const [, , frozen] = recordedSteps(major, 'states').filter(({ step: name }) =>
      /BASE_BACKUP|catching|SIGSTOP/.test(name),
    );
    const primary = recordedNode(frozen, 'p');
    const state = { ...recordedState(major, primary), walSenders: rows.map(recordedSender) };
    const topology = build([aRecord(recordedDeclaration('p', primary), anObservation('p', state))]);
    expect(topology.unmanaged).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
    expect(topology.otherWalSenders.map(({ kind }) => kind)).toEqual(
      rows.map(({ state: shown }) => (shown === 'backup' ? 'base-backup' : 'starting')),
    );
  });
});

describe.each(majors.filter((major) => existsSync(receivewal(major))))(
  'pg_receivewal, recorded on major %d',
  (major) => {
    it('is no standby', () => {
      const [step] = recordedSteps(major, 'receivewal');
      const topology = topologyOf(major, step, ['p']);
      expect(topology.unmanaged).toEqual([]);
      expect(topology.otherWalSenders).toEqual([
        { upstream: 'p', applicationName: 'pg_receivewal', kind: 'wal-receive' },
      ]);
    });
  },
);

function receivewal(major: number): URL {
  return new URL(`../../fixtures/observations/${major}/receivewal.json`, import.meta.url);
}
