import { describe, expect, it } from 'vitest';

import { evaluateSync } from '../../../src/replication/sync/evaluate.js';
import type { SyncView } from '../../../src/replication/topology/model.js';
import type { RecordedSender, RecordedStep } from './recorded.js';
import { recordedNode, recordedSender, recordedSteps } from './recorded.js';

function view(
  major: number,
  namesSetting: string,
  rows: readonly RecordedSender[],
  hidden = false,
): SyncView {
  return evaluateSync({
    major,
    namesSetting,
    synchronousCommit: 'on',
    walSenders: rows.map(recordedSender).map((row) => (hidden ? { ...row, details: null } : row)),
    wait: null,
    overrides: [],
    nodeOf: () => null,
    nodeNamed: () => null,
    isReplayPaused: () => false,
  });
}

function ofPrimary(major: number, step: RecordedStep | undefined): SyncView {
  const primary = recordedNode(step, 'p');
  return view(major, primary.conf['synchronous_standby_names'] ?? '', primary.repl);
}

function states(sync: SyncView): readonly string[] {
  return sync.members.map(({ name, state }) => `${name} ${state}`);
}

const majors = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18];

describe.each(majors)('recorded on major %d', (major) => {
  it('takes s1 before s2, s2 in its place when it is lost, and hangs when both are', () => {
    const [both, s1Lost, s1Back, noneLeft] = recordedSteps(major, 'sync_priority');
    expect(states(ofPrimary(major, both))).toEqual(['s1 sync', 's2 potential']);
    expect(ofPrimary(major, both).commits).toMatchObject({ kind: 'waiting-satisfied', spare: 1 });
    expect(states(ofPrimary(major, s1Lost))).toEqual(['s2 sync', 's1 missing']);
    expect(ofPrimary(major, s1Lost).commits).toMatchObject({ kind: 'waiting-satisfied', spare: 0 });
    expect(states(ofPrimary(major, s1Back))).toEqual(['s1 sync', 's2 potential']);
    expect(ofPrimary(major, noneLeft).commits).toMatchObject({ kind: 'hangs', present: 0 });
  });

  it('computes from the names alone what the server itself computed', () => {
    const cases = [
      ...recordedSteps(major, 'sync_priority').slice(0, 4),
      ...recordedSteps(major, 'sync_2of2').slice(0, 1),
      ...(major >= 10 ? recordedSteps(major, 'quorum') : []),
    ];
    expect(cases.length).toBeGreaterThanOrEqual(5);
    for (const step of cases) {
      const primary = recordedNode(step, 'p');
      const names = primary.conf['synchronous_standby_names'] ?? '';
      const ours = view(major, names, primary.repl, true);
      expect(states(ours)).toEqual(states(ofPrimary(major, step)));
    }
  });

  it('requires two of two', () => {
    const [twoOfTwo] = recordedSteps(major, 'sync_2of2');
    const sync = ofPrimary(major, twoOfTwo);
    expect(states(sync)).toEqual(['s1 sync', 's2 sync']);
    expect(sync.commits).toEqual({ kind: 'waiting-satisfied', required: 2, spare: 0 });
  });

  it('takes everybody for *', () => {
    const star = recordedSteps(major, 'sync_2of2')[1]?.['p'] as readonly RecordedSender[];
    const sync = view(major, '*', star);
    expect(sync.members.map(({ priority }) => priority)).toEqual([1, 1]);
    expect(sync.members.map(({ state }) => state).toSorted()).toEqual(['potential', 'sync']);
  });

  it('goes from asynchronous to synchronous', () => {
    const [, synchronous] = recordedSteps(major, 'sync_single');
    expect(ofPrimary(major, synchronous).commits.kind).toBe('waiting-satisfied');
  });
});

describe.each(majors.slice(1))('a quorum recorded on major %d', (major) => {
  it('has both alike, and one left when the other is lost', () => {
    const [both, one] = recordedSteps(major, 'quorum');
    expect(states(ofPrimary(major, both))).toEqual(['s1 quorum', 's2 quorum']);
    expect(ofPrimary(major, both).commits).toMatchObject({ kind: 'waiting-satisfied', spare: 1 });
    expect(states(ofPrimary(major, one))).toEqual(['s2 quorum', 's1 missing']);
    expect(ofPrimary(major, one).commits).toMatchObject({ kind: 'waiting-satisfied', spare: 0 });
  });
});
