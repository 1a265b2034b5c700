import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testNow } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import { doctorChecks } from './checks.js';
import { doctorGroups } from './model.js';
import { doctorReport, type ReportInput } from './report.js';
import { aContext, type ContextChanges } from './testing/contexts.js';
import { aReadiness } from './testing/reports.js';

const report = (
  changes: ContextChanges = {},
  rest: Partial<Pick<ReportInput, 'readiness' | 'unseen'>> = {},
): ReturnType<typeof doctorReport> =>
  doctorReport({
    ...aContext(changes),
    readiness: [aReadiness('s1'), aReadiness('s2')],
    unseen: [],
    ...rest,
  });

/** What the standbys would wait for is nobody's in the context; all else is in order. */
const prepared: ContextChanges = {
  surveys: {
    s1: { settings: { synchronous_standby_names: 'ANY 1 (pg1, s2)' } },
    s2: { settings: { synchronous_standby_names: 'ANY 1 (pg1, s1)' } },
  },
};

describe('the report', () => {
  it('has nothing to say of a set-up that is in order', () => {
    const healthy = report(prepared);
    expect(healthy).toMatchObject({ score: 100, troubles: [], hidden: [] });
    expect(healthy.passed).toBe(healthy.checks);
    expect(healthy.checks).toBeGreaterThan(30);
  });

  it('counts a check once, by the worst that it found, and shows the worst first', () => {
    const off = { settings: { fsync: 'off', data_checksums: 'off', wal_log_hints: 'on' } };
    const bad = report({ all: off, ...prepared });
    expect(bad.score).toBe(100 - 15 - 2);
    expect(bad.troubles.map(({ check }) => check).slice(0, 5)).toEqual([
      ...Array.from({ length: 4 }, () => 'fsync'),
      'checksums',
    ]);
    const ruined = { ...off.settings, wal_level: 'minimal', full_page_writes: 'off' };
    const targets = { recovery_target_name: 'x', recovery_target_timeline: 'current' };
    const worst = report({ all: { settings: { ...ruined, ...targets, max_wal_senders: 0 } } });
    expect(worst.score).toBeGreaterThanOrEqual(0);
    expect(worst.score).toBeLessThan(20);
  });

  it('says of nobody that he could take over whose preflight does not pass', () => {
    const blocked = aReadiness('s2', {
      ready: false,
      objections: [
        {
          id: 'target-lag',
          verdict: 'block',
          evidence: 's2 is far behind.',
          remedy: 'Wait.',
          forceable: false,
        },
      ],
    });
    const behind = aReadiness('s3', { ready: false, behind: 's1' });
    const one = report(prepared, { readiness: [aReadiness('s1'), blocked, behind] });
    expect(one.troubles).toMatchObject([{ check: 'takeover', verdict: 'warn', node: 's2' }]);
    expect(one.troubles[0]?.evidence).toBe('s2 could not take over now: s2 is far behind.');
    const none = report(prepared, { readiness: [blocked] });
    expect(none.troubles).toMatchObject([{ verdict: 'fail', node: 's2' }]);
    expect(report(prepared, { readiness: [] }).troubles).toMatchObject([{ verdict: 'fail' }]);
  });

  it('counts what is not visible neither as right nor as wrong', () => {
    const dark = report({ ...prepared, all: { files: null } });
    expect(dark.score).toBe(100);
    expect(dark.hidden.map(({ node }) => node)).toEqual(['pg1', 's1', 's2', 's3']);
    expect(dark.passed).toBe(dark.checks - 1);
  });

  it('works without a primary, and with nobody who answers', () => {
    const silent = { pg1: null, s1: null, s2: null, s3: null };
    expect(report({ surveys: { ...prepared.surveys, pg1: null } }).troubles).toEqual([]);
    expect(report({ surveys: silent }).checks).toBe(1);
  });

  it('has no score while the primary or any node is not seen', () => {
    const silent = { pg1: null, s1: null, s2: null, s3: null };
    const why = 'refuses connections';
    expect(report({ surveys: silent }).score).toBeNull();
    expect(report({ surveys: { ...prepared.surveys, pg1: null } }).score).toBeNull();
    expect(report(prepared, { unseen: [{ node: 's3', why }] }).score).toBeNull();
  });

  it('has a score with a cold standby, which is never seen', () => {
    const cold = report(
      {
        ...prepared,
        surveys: { ...prepared.surveys, s3: null },
        topology: withNode(aTopology(), 's3', { reach: { kind: 'cold', since: testNow } }),
      },
      { unseen: [{ node: 's3', why: 'is a standby that takes no queries' }] },
    );
    expect(cold.troubles).toMatchObject([{ check: 'hot-standby', verdict: 'warn', node: 's3' }]);
    expect(cold.score).toBe(100 - 6);
  });
});

describe('checks', () => {
  it('each have a name, a group, a file of their own and its test', () => {
    const files = readdirSync(new URL('checks/', import.meta.url));
    const ids = doctorChecks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(files.filter((file) => !file.endsWith('.test.ts')).sort()).toEqual(
      ids.map((id) => `${id}.ts`).sort(),
    );
    for (const { id, group, why } of doctorChecks) {
      expect(Object.keys(doctorGroups)).toContain(group);
      expect(why).toMatch(/\.$/);
      expect(existsSync(new URL(`checks/${id}.test.ts`, import.meta.url)), id).toBe(true);
    }
  });

  it('all stand in the manual, as they say of themselves', () => {
    const manual = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8');
    const rows = new Map(
      [...manual.matchAll(/^\| `([a-z-]+)` +\| (.+?) +\| (.+?) +\|$/gm)].map(
        ([, id = '', looksAt = '', why = '']) => [id, [looksAt, why]] as const,
      ),
    );
    expect([...rows]).toEqual([
      ...doctorChecks.map(({ id, looksAt, why }) => [id, [looksAt, why]] as const),
    ]);
  });
});
