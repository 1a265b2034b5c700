import { describe, expect, it } from 'vitest';
import type { Archiver, Settings } from '../replication/observation.js';
import { lsn, someSettings, testNow } from '../replication/testing/observations.js';
import {
  aPrimaryView,
  aStandbyView,
  aTopology,
  anAsyncView,
  withNode,
} from '../replication/testing/topologies.js';
import type { Topology } from '../replication/topology/model.js';
import { silent } from './testing/troubles.js';
import { findingOf, Watch, type Seen } from './testing/watch.js';

const healthy = aTopology({
  nodes: [aPrimaryView('pg1'), aStandbyView('s1', 'pg1')],
  sync: anAsyncView(),
});

const wellArchived: Archiver = {
  archivedCount: 41,
  failedCount: 0,
  lastArchivedWal: '000000010000000000000002',
  lastArchivedAt: testNow - 30_000,
  lastFailedWal: null,
  lastFailedAt: null,
};

const failed: Partial<Archiver> = {
  failedCount: 3,
  lastFailedWal: '000000010000000000000003',
  lastFailedAt: testNow - 10_000,
};

/** pg1 stands in segment `at`, 3 unless the test says otherwise. */
function archiving(
  archiver: Partial<Archiver>,
  at = 3,
  settings: Partial<Settings> = { archiveMode: 'on' },
): Topology {
  return withNode(healthy, 'pg1', {
    settings: someSettings(settings),
    archiver: { ...wellArchived, ...archiver },
    wal: {
      writeLsn: lsn(`${Math.floor(at / 256)}/${((at % 256) * 0x1000000).toString(16)}`),
      receivedLsn: null,
      replayLsn: null,
    },
  });
}

const after = (topology: Topology, ms = 120_000): Seen =>
  new Watch().stay(topology, 0, ms).at(-1) ?? expect.fail('nothing seen');

describe('an archiver', () => {
  it('that works is nothing, nor one that failed and made it good', () => {
    expect(after(archiving({})).kinds).toEqual([]);
    expect(after(archiving({ ...failed, lastFailedAt: testNow - 40_000 })).kinds).toEqual([]);
  });

  it('that fails counts after a minute, with what waits and what it means', () => {
    const watch = new Watch();
    expect(watch.stay(archiving(failed, 5), 0, 58_000).at(-1)?.kinds).toEqual([]);
    const seen = watch.see(archiving(failed, 5), 60_000);
    const { what, consequence, severity } = findingOf(seen, 'archiver-failing', 'pg1');
    expect(severity).toBe('warning');
    expect(what).toBe(
      'Archiving fails on pg1 since 03:12:00 UTC or before: 3 failures in all, the last at 03:11:50 UTC with 000000010000000000000003; the last file was archived at 03:11:30 UTC.',
    );
    expect(consequence).toMatch(
      /^2 WAL files \(32 MB\) wait for the archive\. pg1 keeps all of it/,
    );
    expect(watch.stay(archiving({}), 62_000, 70_000).at(-1)?.open).toEqual([]);
  });

  it('that fails with much that waits is one incident, and critical', () => {
    const seen = after(archiving(failed, 300));
    expect(seen.kinds).toEqual(['archive-backlog/pg1', 'archiver-failing/pg1']);
    expect(seen.open).toHaveLength(1);
    expect(seen.open[0]?.severity).toBe('critical');
    expect(seen.open[0]?.findings[0]?.kind).toBe('archiver-failing');
  });

  it('that has failed in a former life of the server is nothing', () => {
    const old = { ...failed, lastArchivedAt: null, lastFailedAt: testNow - 7_200_000 };
    expect(after(archiving(old)).kinds).toEqual([]);
  });

  it('without a command counts no failure, and its backlog says so', () => {
    const settings = { archiveMode: 'on', hasArchiveCommand: false };
    const { next } = findingOf(after(archiving({}, 60, settings)), 'archive-backlog', 'pg1');
    expect(next).toMatch(/^Set `archive_command` on pg1/);
  });

  it('has a backlog that nobody knows until it has archived something since the start', () => {
    const old = { lastArchivedAt: testNow - 7_200_000 };
    expect(after(archiving(old, 300)).kinds).toEqual([]);
    expect(after(archiving({ lastArchivedAt: null }, 300)).kinds).toEqual([]);
  });

  it('that has only failed since the start has all from that file on to archive', () => {
    const since = { ...failed, lastArchivedAt: testNow - 7_200_000 };
    const lastFailedWal = '000000010000000100000028';
    const { severity, consequence } = findingOf(
      after(archiving({ ...since, lastFailedWal }, 300)),
      'archiver-failing',
      'pg1',
    );
    expect(consequence).toMatch(/^4 WAL files \(64 MB\) wait for the archive\./);
    expect(severity).toBe('warning');
  });

  it('stays as it was while nobody can see it, and is over where nothing is archived any more', () => {
    const watch = new Watch();
    watch.stay(archiving(failed), 0, 70_000);
    const blank = withNode(archiving(failed), 'pg1', { reach: silent('timed-out', 72_000) });
    expect(watch.stay(blank, 72_000, 90_000).at(-1)?.kinds).toContain('archiver-failing/pg1');
    const off = archiving(failed, 3, { archiveMode: 'off' });
    expect(watch.see(off, 92_000).kinds).not.toContain('archiver-failing/pg1');
  });
});

describe('the archiver of a standby', () => {
  const standby = (archiveMode: string): Topology =>
    withNode(archiving({}), 's1', {
      settings: someSettings({ archiveMode }),
      archiver: { ...wellArchived, ...failed },
    });

  it('rests until the promotion, whatever it says of the past', () => {
    expect(after(standby('on')).kinds).toEqual([]);
  });

  it('runs with `always`, and is judged by itself', () => {
    expect(after(standby('always')).kinds).toEqual(['archiver-failing/s1']);
    const well = withNode(standby('always'), 's1', { archiver: wellArchived });
    expect(after(well).kinds).toEqual([]);
  });
});
