import { expect, it } from 'vitest';
import { baselineOf } from '../../operations/doctor/compare.js';
import { aReadiness, aReport, aResult } from '../../operations/doctor/testing/reports.js';
import type { DoctorReport } from '../../operations/doctor/report.js';
import { scoresLine, unreadyLines, worseLines, type SetUpDay } from './set-up.js';

/** Days without one before them. */
const days = (...reports: readonly DoctorReport[]): readonly SetUpDay[] =>
  reports.map((report) => ({ report, before: null }));

it('tells what turned worse, and where to read more', () => {
  const troubles = [aResult('s1', { check: 'timeouts', verdict: 'warn' }), aResult(null)];
  const report = aReport({ score: 79, troubles });
  expect(worseLines({ report, before: baselineOf(aReport()) })).toEqual([
    'its set-up is at 79 of 100, 100 when all of it was examined last; worse since: timeouts (s1), fsync. `/pgrepl doctor orders` says what to do.',
  ]);
  expect(worseLines({ report, before: baselineOf(report) })).toEqual([]);
  expect(worseLines({ report, before: null })).toEqual([]);
  expect(worseLines({ report: { ...report, score: null }, before: baselineOf(aReport()) })).toEqual(
    [],
  );
  const many = Array.from({ length: 8 }, (_, index) => aResult(`s${index}`));
  const worst = aReport({ score: 10, troubles: many });
  expect(worseLines({ report: worst, before: baselineOf(aReport()) })[0]).toContain(
    'fsync (s4) and 3 more checks.',
  );
});

it('names who would not be ready, once, and nobody who is not meant to be', () => {
  const readiness = [
    aReadiness('s1', { ready: false, impossible: 's1 gives no answer.' }),
    aReadiness('s2', { ready: false, impossible: 's2 is the primary.' }),
    aReadiness('s3', { ready: false, behind: 's1' }),
  ];
  const setUp = { report: aReport({ readiness }), before: null };
  expect(unreadyLines(setUp, new Set(['s2']))).toEqual([
    's1 would not be ready to take over: s1 gives no answer.',
  ]);
});

it('lists scores, the worst first', () => {
  expect(scoresLine([])).toBeNull();
  expect(scoresLine(days(aReport(), aReport({ cluster: 'billing', score: 42 })))).toBe(
    'Set-up: billing 42 of 100, orders 100 of 100.',
  );
  const silent = aReport({ cluster: 'shop', score: null, surveyed: [] });
  const half = aReport({ cluster: 'crm', score: null, unseen: [{ node: 's2', why: 'is away' }] });
  expect(scoresLine(days(aReport(), silent, half))).toBe(
    'Set-up: shop could not be examined (no node was surveyed), crm without a score (s2 was not surveyed), orders 100 of 100.',
  );
  const many = Array.from({ length: 9 }, (_, index) => aReport({ score: index }));
  expect(scoresLine(days(...many))).toMatch(/orders 5 of 100 and 3 better ones\.$/);
});

it('says beside a score what it was, and what is better', () => {
  const troubles = [aResult('s1', { check: 'timeouts', verdict: 'warn' }), aResult(null)];
  const before = baselineOf(aReport({ score: 79, troubles }));
  expect(scoresLine([{ report: aReport(), before }])).toBe(
    'Set-up: orders 100 of 100 (79 before; better: timeouts (s1), fsync).',
  );
  expect(scoresLine([{ report: aReport({ score: 79, troubles }), before }])).toBe(
    'Set-up: orders 79 of 100.',
  );
  expect(scoresLine([{ report: aReport({ score: 77, troubles }), before }])).toBe(
    'Set-up: orders 77 of 100 (79 before).',
  );
  const unseen = aReport({ score: null, unseen: [{ node: 's1', why: 'is away' }] });
  expect(scoresLine([{ report: unseen, before }])).toBe(
    'Set-up: orders without a score (s1 was not surveyed).',
  );
});
