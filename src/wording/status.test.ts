import { describe, expect, it } from 'vitest';
import { testNow } from '../replication/testing/observations.js';
import {
  aFirstOneView,
  aMember,
  aStandbyView,
  aTopology,
  anAsyncView,
  noLag,
  withNode,
} from '../replication/testing/topologies.js';
import { clusterMark } from './cluster-mark.js';
import { clusterStatus } from './cluster-status.js';
import { commitOutlook, lossSentences } from './commit-outlook.js';
import { fleetStatus } from './fleet-status.js';
import { fleetLag, lagReport } from './lag-report.js';
import { formatVersion } from './postgres-version.js';
import { toTerminal } from './sections.js';
import { aFinding, anIncident, aSnapshot } from './testing/incidents.js';

const now = testNow + 800;

describe('clusterStatus', () => {
  it('gives version, timeline and age, and says that nothing is wrong', () => {
    const text = toTerminal(clusterStatus(aSnapshot(), now));
    expect(text).toMatch(/^\[ok\] orders · PostgreSQL 18\.4 · timeline 1 · seen 0\.8 s ago\npg1 /);
    expect(text).toContain('Commits wait for s1.');
    expect(text).toContain('[ok] No open incident.');
  });

  it('tells open incidents with since, consequence and next step, and further findings', () => {
    const findings = [
      aFinding({ kind: 'lag', subject: 's2', severity: 'warning', what: 's2 is 5 GB behind.' }),
      aFinding(),
    ];
    const snapshot = aSnapshot({
      findings: [...findings, aFinding({ kind: 'slot', subject: 'x', what: 'Slot x is idle.' })],
      incidents: [anIncident({ findings })],
    });
    const text = toTerminal(clusterStatus(snapshot, now));
    expect(text).toContain(
      '[critical] INC-7: Commits hang: no synchronous standby is left · since 03:11:19 UTC (42 s)',
    );
    expect(text).toContain('Nothing acknowledged is lost. Bring s1 or s2 back.');
    expect(text).toContain('Also: s2 is 5 GB behind.');
    expect(text).toContain('Also noticed\n[critical] Slot x is idle · since 03:11:19 UTC (42 s)');
  });

  it('does not put "no incident" over findings that have none', () => {
    const text = toTerminal(clusterStatus(aSnapshot({ findings: [aFinding()] }), now));
    expect(text).not.toContain('No open incident');
    expect(text).toContain('\nNoticed\n[critical] Commits hang');
  });

  it('calls well only what it sees in full', () => {
    const silent = {
      kind: 'silent',
      reason: 'refused',
      detail: '',
      since: testNow,
      polls: 1,
    } as const;
    const whole = aTopology();
    const doubtful = [
      withNode(whole, 's1', { reach: silent }),
      withNode(whole, 's1', { reach: { kind: 'not-polled-yet' } }),
      withNode(whole, 's1', { upstream: { kind: 'unknown' } }),
      { ...whole, primary: { kind: 'unreachable', node: 'pg1' } as const },
      { ...whole, sync: { ...whole.sync, commits: { kind: 'unknown' } as const } },
    ];
    expect(clusterMark(aSnapshot({ topology: whole }), now)).toBe('ok');
    for (const topology of doubtful)
      expect(clusterMark(aSnapshot({ topology }), now)).toBe('unknown');
    const cold = withNode(whole, 's1', { reach: { kind: 'cold', since: testNow } });
    expect(clusterMark(aSnapshot({ topology: cold }), now)).toBe('ok');
  });

  it('says so when the data is old, missing or nobody answers', () => {
    const old = toTerminal(clusterStatus(aSnapshot(), testNow + 60_000));
    expect(old).toMatch(/^\[unknown\] orders/);
    expect(old).toContain('seen 1 min ago');
    expect(old).toContain('This picture is old');
    const none = toTerminal(clusterStatus(aSnapshot({ topology: null }), now));
    expect(none).toMatch(/^\[unknown\] orders · not polled yet/);
    const silent = aTopology({
      nodes: [
        aStandbyView('s1', 'pg1', {
          reach: { kind: 'silent', reason: 'refused', detail: '', since: testNow, polls: 1 },
        }),
      ],
      primary: { kind: 'unreachable', node: 'pg1' },
    });
    expect(toTerminal(clusterStatus(aSnapshot({ topology: silent }), now))).toContain(
      'primary pg1 unreachable · no node answers, last seen 0.8 s ago',
    );
  });
});

describe('commitOutlook', () => {
  const outlook = (sync: ReturnType<typeof anAsyncView>) => commitOutlook(aTopology({ sync }));
  const losses = (sync: ReturnType<typeof anAsyncView>) => lossSentences(aTopology({ sync }));
  const quorum = (count: number, required: number) =>
    aFirstOneView({
      config: { method: 'quorum', numSync: required, names: ['*'] },
      members: ['a', 'b', 'c'].slice(0, count).map((name) => aMember(name, { state: 'quorum' })),
    });

  it('names what commits wait for', () => {
    expect(outlook(anAsyncView())).toContain('`synchronous_standby_names` is empty');
    expect(outlook(aFirstOneView({ synchronousCommit: 'local' }))).toContain(
      '`synchronous_commit` is local',
    );
    expect(outlook(aFirstOneView())).toBe('Commits wait for s1.');
    expect(outlook(quorum(3, 2))).toBe('Commits wait for any 2 of a, b and c.');
    expect(outlook(quorum(2, 2))).toBe('Commits wait for a and b.');
    expect(outlook(anAsyncView({ namesSetting: null }))).toBe(
      'What commits wait for is not known.',
    );
    expect(commitOutlook(aTopology({ primary: { kind: 'none', last: null } }))).toBe(
      'There is no primary that takes commits.',
    );
  });

  it('says what the level adds to or takes from that', () => {
    const at = (synchronousCommit: string) => outlook(aFirstOneView({ synchronousCommit }));
    expect(at('remote_apply')).toBe(
      'Commits wait for s1 until it has replayed them, so that reads there see them.',
    );
    expect(at('remote_write')).toBe(
      'Commits wait for s1 until it has written them, not until they are on its disk.',
    );
    expect(at('off')).toContain('a mere crash of it can lose its newest transactions');
    expect(outlook(anAsyncView({ synchronousCommit: 'off' }))).toContain('a mere crash');
  });

  it('says whose commits are made at another level', () => {
    const overrides = [
      { database: null, role: 'careless', value: 'local' },
      { database: 'other', role: null, value: 'on' },
      { database: 'shop', role: 'app', value: 'remote_write' },
    ];
    expect(outlook(aFirstOneView({ overrides }))).toBe(
      'Commits wait for s1. Not for all: `synchronous_commit` is local for role careless, remote_write for role app in database shop.',
    );
  });

  it('says why it does not know, and what it last knew', () => {
    const primary = { kind: 'unreachable', node: 'pg1' } as const;
    const sync = aFirstOneView({ members: [], commits: { kind: 'unknown' } });
    expect(commitOutlook(aTopology({ primary, sync }))).toBe(
      "What commits wait for is not known while pg1 gives no answer; when it last did, `synchronous_standby_names` was 'FIRST 1 (s1, s2)'.",
    );
    const several = { kind: 'several', nodes: ['pg1', 's1'] } as const;
    expect(commitOutlook(aTopology({ primary: several }))).toContain('there is more than one');
    expect(outlook(aFirstOneView({ synchronousCommit: null }))).toContain('hides the server');
    const hidden = [aMember('s1', { eligible: null })];
    expect(outlook(aFirstOneView({ members: hidden }))).toContain('may not see the state');
  });

  it('says who waits while commits hang', () => {
    const sync = aFirstOneView({
      members: [aMember('s1', { state: 'missing', eligible: false })],
      wait: { sessions: 17, longestMs: 41_000 },
    });
    expect(outlook(sync)).toBe(
      'Commits hang: they wait for 1 synchronous standby, and none is there. Missing: s1. Now 17 sessions wait, the longest for 41 s.',
    );
    expect(losses(sync)).toEqual([]);
  });

  it('tells standbys that are there and can’t confirm from those that are not', () => {
    const members = [
      aMember('s1', { eligible: false, withholds: 'replay-paused' }),
      aMember('s2', { eligible: false, state: 'potential' }),
    ];
    expect(outlook(aFirstOneView({ members, synchronousCommit: 'remote_apply' }))).toBe(
      'Commits hang: they wait for 1 synchronous standby, and none can confirm. Still catching up: s2. Without the replay that `remote_apply` waits for: s1.',
    );
  });

  it('says what the next losses would do', () => {
    expect(losses(aFirstOneView())).toEqual([
      'If s1 is lost, s2 takes over and commits go on; if both are, commits hang.',
    ]);
    expect(losses(aFirstOneView({ members: [aMember('s1')] }))).toEqual([
      'If s1 is lost, commits hang.',
    ]);
    const three = ['s1', 's2', 's3'].map((name, index) =>
      aMember(name, { priority: index + 1, state: index === 0 ? 'sync' : 'potential' }),
    );
    expect(losses(aFirstOneView({ members: three }))).toEqual([
      'If s1 is lost, s2 takes over and commits go on; if s2 is lost too, s3 takes over and commits go on; if all of s1, s2 and s3 are, commits hang.',
    ]);
  });

  it('says of a quorum how many losses it bears, whichever they are', () => {
    expect(losses(quorum(3, 2))).toEqual([
      'If any one of them is lost, commits go on; if 2 are, commits hang.',
    ]);
    expect(losses(quorum(3, 1))).toEqual([
      'If any 2 of them are lost, commits go on; if all are, commits hang.',
    ]);
    expect(losses(quorum(2, 1))).toEqual([
      'If any one of them is lost, commits go on; if both are, commits hang.',
    ]);
    expect(losses(quorum(2, 2))).toEqual(['If one of them is lost, commits hang.']);
    expect(losses(quorum(1, 1))).toEqual(['If a is lost, commits hang.']);
    expect(losses(anAsyncView())).toEqual([]);
  });
});

describe('fleetStatus', () => {
  it('puts the worst first and what ails pgrepl on top', () => {
    const clusters = [
      aSnapshot({ cluster: 'b-fine' }),
      aSnapshot({ cluster: 'a-fine' }),
      aSnapshot({ cluster: 'new', topology: null }),
      aSnapshot({ cluster: 'hangs', incidents: [anIncident({ cluster: 'hangs' })] }),
      aSnapshot({
        cluster: 'lags',
        incidents: [anIncident({ cluster: 'lags', number: null, severity: 'warning' })],
      }),
    ];
    const self = [aFinding({ what: 'The store is down.', consequence: 'Nothing is recorded.' })];
    const lines = toTerminal(fleetStatus({ clusters, self }, now)).split('\n');
    expect(lines.slice(0, 2)).toEqual([
      'pgrepl itself',
      '[critical] The store is down. Nothing is recorded.',
    ]);
    expect(lines[3]).toBe('5 clusters · 1 critical, 1 with a warning, 1 not fully seen, 2 well');
    expect(lines.slice(4).map((each) => /\] ([a-z-]+):/.exec(each)?.[1])).toEqual([
      'hangs',
      'lags',
      'new',
      'a-fine',
      'b-fine',
    ]);
    expect(lines[4]).toContain('INC-7 · 4 nodes · furthest behind: s1, 0 B, 0 s · seen 0.8 s ago');
    expect(lines[5]).toContain('not yet numbered');
  });

  it('counts the rest of a large fleet instead of listing it', () => {
    const clusters = Array.from({ length: 1_000 }, (_, index) =>
      aSnapshot({
        cluster: `c${String(index).padStart(4, '0')}`,
        incidents: index < 100 ? [anIncident()] : [],
      }),
    );
    const text = toTerminal(fleetStatus({ clusters, self: [] }, now));
    expect(text.split('\n')).toHaveLength(1 + 60 + 20 + 2);
    expect(text).toContain('[unknown] 40 more are not well: c0060, c0061');
    expect(text).toContain('[ok] 880 more are well: ');
  });
});

describe('lagReport', () => {
  it('shows each hop in bytes and time with PostgreSQL’s own figures beside it', () => {
    const topology = aTopology({
      nodes: [
        aStandbyView('s1', 'pg1', {
          lag: noLag({
            replayBytes: 2_048,
            hopBytes: 1_024,
            timeMs: 1_500,
            reported: { writeMs: 0.4, flushMs: 12, replayMs: null },
          }),
        }),
        aStandbyView('s2', 'pg1', { lag: null }),
      ],
    });
    const text = toTerminal(lagReport(aSnapshot({ topology }), now));
    expect(text).toContain('s1       pg1   2 kB    1.5 s  1 kB      1 ms   12 ms  –');
    expect(text).toContain('s2       pg1   ?       ?      ?         ?      ?      ?');
  });

  it('limits a large fleet and says how many are left', () => {
    const clusters = Array.from({ length: 40 }, (_, index) => aSnapshot({ cluster: `c${index}` }));
    expect(toTerminal(fleetLag({ clusters, self: [] }, now))).toContain('25 more clusters');
  });
});

describe('formatVersion', () => {
  it.each([
    [180_004, '18.4'],
    [100_023, '10.23'],
    [90_624, '9.6.24'],
  ])('reads %i as %s', (number, text) => {
    expect(formatVersion(number)).toBe(text);
  });
});
