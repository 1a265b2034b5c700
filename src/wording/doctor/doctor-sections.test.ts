import { describe, expect, it } from 'vitest';
import { aReadiness, aReport, aResult } from '../../operations/doctor/testing/reports.js';
import { testNow } from '../../replication/testing/observations.js';
import { toTerminal } from '../sections.js';
import { doctorPages } from './doctor-pages.js';
import { doctorLines } from './doctor-lines.js';
import { doctorFleet, doctorSections } from './doctor-sections.js';

const broken = aReport({
  score: null,
  passed: 36,
  troubles: [
    aResult('pg1'),
    aResult('s1'),
    aResult('pg1', { check: 'rewind', group: 'takeover', verdict: 'warn', evidence: 'No rewind.' }),
    aResult('pg1', { check: 'slot-limit', group: 'wal', verdict: 'warn', evidence: 'No bound.' }),
  ],
  hidden: [
    aResult('pg1', { check: 'hba-open', verdict: 'not-visible', remedy: '`GRANT this`.' }),
    aResult('s1', { check: 'hba-open', verdict: 'not-visible', remedy: '`GRANT this`.' }),
    aResult('s1', { check: 'signal-files', verdict: 'not-visible', remedy: '`GRANT that`.' }),
  ],
  readiness: [
    aReadiness('s1', {
      ready: false,
      score: 50,
      objections: [
        {
          id: 'target-lag',
          verdict: 'block',
          evidence: 's1 is 2 GB behind.',
          remedy: 'Wait.',
          forceable: false,
        },
      ],
    }),
    aReadiness('s2', { behind: 's1', ready: false }),
    aReadiness('s3', { ready: false, impossible: 's3 gives no answer.' }),
    aReadiness('s4'),
  ],
  unseen: [{ node: 's3', why: 'refuses connections' }],
});

describe('the report', () => {
  it('tells the worst first: what, why once, what to do, and what could not be seen', () => {
    expect(toTerminal(doctorSections(broken, testNow + 2000))).toBe(
      [
        '[critical] orders · without a score (s3 was not surveyed) · 2 of 3 nodes surveyed 2 s ago',
        'Of the checks 1 fails, 2 warn and 0 advise. 36 of 40 checks that apply pass.',
        '[critical] s1: 50 of 100, could not take over now: s1 is 2 GB behind.',
        's2: is fed by s1, which would take over before it.',
        '[critical] s3: could not take over now: s3 gives no answer.',
        '[ok] s4: 100 of 100, could take over now.',
        '[unknown] s3: was not surveyed: it refuses connections.',
        '',
        'Broken, or about to break',
        '[critical] fsync: pg1 has `fsync = off`. The same holds for s1. A crash may damage it. → On pg1: turn it on. Likewise s1.',
        '',
        'Works until something happens',
        '[warning] slot-limit: No bound. A crash may damage it. → On pg1: turn it on.',
        '[warning] rewind: No rewind. A crash may damage it. → On pg1: turn it on.',
        '',
        'What the preflight of a takeover says',
        '[critical] s1, target-lag: s1 is 2 GB behind. → Wait.',
        '',
        'Not visible to pgrepl',
        '[unknown] hba-open: not visible on pg1 and s1. `GRANT this`.',
        '[unknown] signal-files: not visible on s1. `GRANT that`.',
      ].join('\n'),
    );
  });

  it('is short where nothing is wrong', () => {
    expect(toTerminal(doctorSections(aReport(), testNow))).toBe(
      [
        '[ok] orders · 100 of 100 · 2 of 2 nodes surveyed 0 s ago',
        'Nothing is wrong. 40 of 40 checks that apply pass.',
        '[ok] s1: 100 of 100, could take over now.',
      ].join('\n'),
    );
  });

  it('does not call well what was not seen', () => {
    const unseen = ['pg1', 's1'].map((node) => ({ node, why: 'refuses connections' }));
    const none = aReport({
      score: null,
      surveyed: [],
      unseen,
      readiness: [],
      passed: 1,
      checks: 1,
    });
    expect(toTerminal(doctorFleet([none], testNow, 'pgrepl'))).toContain(
      '[unknown] orders: could not be examined (no node was surveyed). Nothing was seen of it.',
    );
    const headless = aReport({ score: null });
    expect(toTerminal(doctorSections(headless, testNow))).toContain(
      '[unknown] orders · without a score (no primary was surveyed) · 2 of 2 nodes surveyed 0 s ago\nNothing is wrong with what was seen.',
    );
  });

  it('gives what to do a line of its own where one would be cut', () => {
    const long = aResult('s1', { evidence: 'x'.repeat(400), remedy: 'y'.repeat(300) });
    const lines = doctorLines(aReport({ troubles: [long] })).map((each) => each.line);
    expect(lines).toMatchObject([
      { lead: 'fsync', text: `${'x'.repeat(400)} A crash may damage it.` },
      { lead: null, text: `→ ${'y'.repeat(300)}` },
    ]);
  });

  it('lists clusters by score, and before them those without one', () => {
    const fleet = [aReport({ cluster: 'billing' }), broken];
    expect(toTerminal(doctorFleet(fleet, testNow, 'pgrepl'))).toBe(
      [
        'Readiness of every cluster · surveyed 0 s ago',
        '[critical] orders: without a score (s3 was not surveyed). Of the checks 1 fails, 2 warn and 0 advise. s1 and s3 could not take over now.',
        '[ok] billing: 100 of 100. Nothing is wrong.',
        '',
        '`pgrepl doctor <cluster>` says of one what, why and what to do.',
      ].join('\n'),
    );
  });

  it('comes in pages that a message holds, with nothing lost', () => {
    const troubles = Array.from({ length: 40 }, (_, index) =>
      aResult(`n${index}`, { check: `check-${index}`, evidence: 'x'.repeat(400) }),
    );
    const pages = doctorPages(aReport({ troubles, hidden: broken.hidden }));
    expect(pages.length).toBeGreaterThan(3);
    const lines = pages.map((page) => page.flatMap((part) => part.lines));
    for (const page of lines) {
      expect(page.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(7000);
    }
    expect(lines.flat().map(({ lead }) => lead)).toEqual([
      ...troubles.map(({ check }) => check),
      'hba-open',
      'signal-files',
    ]);
    expect(doctorPages(aReport())).toEqual([[]]);
  });
});
