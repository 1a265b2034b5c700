import { expect, it } from 'vitest';
import { baselineOf, bettering, worsening } from './compare.js';
import { aReadiness, aReport, aResult } from './testing/reports.js';

it('tells what is new or worse, and neither what stood before nor advice', () => {
  const before = baselineOf(
    aReport({
      score: 90,
      troubles: [aResult('pg1'), aResult('s1', { verdict: 'warn' }), aResult('s2')],
      readiness: [aReadiness('s1'), aReadiness('s2', { ready: false })],
    }),
  );
  expect(before).toMatchObject({ score: 90 });
  if (before === null) return;
  const worse = worsening(
    before,
    aReport({
      score: 70,
      troubles: [
        aResult('pg1'),
        aResult('s1'),
        aResult('s2', { verdict: 'warn' }),
        aResult('s3', { verdict: 'warn' }),
        aResult(null, { check: 'clocks', verdict: 'advice' }),
      ],
      readiness: [aReadiness('s1', { ready: false }), aReadiness('s2', { ready: false })],
    }),
  );
  expect(worse.results.map(({ node }) => node)).toEqual(['s1', 's3']);
  expect(worse.unready).toEqual(['s1']);
});

it('tells what is gone or milder, and not what nobody can see now', () => {
  const before = baselineOf(
    aReport({
      troubles: [
        aResult('pg1'),
        aResult('s1'),
        aResult('s1', { check: 'timeouts', verdict: 'warn' }),
        aResult('s1', { check: 'rewind', verdict: 'advice' }),
        aResult('s1', { check: 'hba-open' }),
        aResult('s9', { check: 'timeouts' }),
        aResult(null, { check: 'clocks', verdict: 'warn' }),
      ],
    }),
  );
  if (before === null) expect.fail('it saw every node');
  const now = aReport({
    troubles: [aResult('pg1'), aResult('s1', { verdict: 'warn' })],
    hidden: [aResult('s1', { check: 'hba-open', verdict: 'not-visible' })],
  });
  expect(bettering(before, now)).toEqual([
    { check: 'fsync', node: 's1' },
    { check: 'timeouts', node: 's1' },
    { check: 'clocks', node: null },
  ]);
  expect(bettering(before, aReport({ troubles: now.troubles, surveyed: ['pg1'] }))).toEqual([
    { check: 'clocks', node: null },
  ]);
});

it('takes nothing for new at a standby that could not be queried before', () => {
  const cold = aResult('s1', { check: 'hot-standby', verdict: 'warn' });
  const before = baselineOf(aReport({ troubles: [cold] }));
  if (before === null) expect.fail('it has a score');
  const now = aReport({ troubles: [aResult('s1'), aResult('s2')] });
  expect(worsening(before, now).results).toMatchObject([{ node: 's2' }]);
});

it('is held against nothing that did not see every node', () => {
  expect(baselineOf(aReport({ score: null }))).toBeNull();
});
