import { describe, expect, it } from 'vitest';
import { lsn, someSettings } from '../replication/testing/observations.js';
import { aTopology, noLag, withNode } from '../replication/testing/topologies.js';
import type { NodeView, ReplayView } from '../replication/topology/model.js';
import { notesOf } from './node-notes.js';

/** The notes on s2, 16 MB and 4 s behind in replay. */
function notes(replay: Partial<ReplayView>, changes: Partial<NodeView> = {}): readonly string[] {
  const topology = withNode(aTopology(), 's2', {
    lag: noLag({ replayBytes: 16 * 1024 ** 2, hopBytes: 16 * 1024 ** 2, timeMs: 4000 }),
    wal: { writeLsn: null, receivedLsn: lsn('0/3000000'), replayLsn: lsn('0/2000000') },
    replay: {
      paused: false,
      applyDelayMs: 0,
      startupWait: null,
      lastReplayedCommitAt: null,
      ...replay,
    },
    ...changes,
  });
  return notesOf(topology.nodes.find(({ name }) => name === 's2') ?? expect.fail(), topology);
}

describe('what the notes say of a lag', () => {
  it('is where most of it is', () => {
    expect(notes({})).toEqual(['mostly replaying']);
    expect(notes({ startupWait: 'RecoveryConflictLock' })).toEqual([
      'mostly replaying (waits for a query)',
    ]);
  });

  it('is nothing of a moment', () => {
    expect(notes({}, { lag: noLag({ replayBytes: 4096, hopBytes: 4096, timeMs: 300 }) })).toEqual(
      [],
    );
  });

  it('is the pause or the delay alone, and what a pause is for', () => {
    expect(notes({ paused: true })).toEqual(['replay paused']);
    expect(notes({ paused: true }, { settings: someSettings({ maxConnections: 10 }) })).toEqual([
      "replay paused: settings below the primary's",
    ]);
    expect(notes({ startupWait: 'RecoveryApplyDelay', applyDelayMs: 3000 })).toEqual([
      'delayed on purpose by 3 s',
    ]);
  });

  it('is nothing of one that is cut off', () => {
    const cutOff = { upstream: { kind: 'disconnected', last: 'pg1' }, senderRow: null } as const;
    expect(notes({}, cutOff).filter((note) => note.startsWith('mostly'))).toEqual([]);
  });
});

describe('what the notes say of a silence', () => {
  it('is since when, with the day if that is not today', () => {
    const silentFor = (ms: number): readonly string[] => {
      const since = aTopology().at - ms;
      const detail = 'ECONNREFUSED';
      const reach = { kind: 'silent', reason: 'refused', detail, since, polls: 9 } as const;
      return notes({}, { reach, senderRow: null });
    };
    expect(silentFor(1000)[0]).toMatch(/^connection refused since \d\d:\d\d:\d\d UTC$/);
    expect(silentFor(3 * 86_400_000)[0]).toMatch(
      /^connection refused since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/,
    );
  });
});
