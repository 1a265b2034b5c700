import { describe, expect, it } from 'vitest';
import { aFinding } from '../incidents/testing/findings.js';
import { testNow } from '../replication/testing/observations.js';
import { anIncident } from '../wording/testing/incidents.js';
import { newsOf } from './news.js';

const [s1, s2] = [aFinding('s1'), aFinding('s2')];

describe('newsOf', () => {
  it('is everything as long as nothing is predicted', () => {
    expect(newsOf([s1, s2], [], null, testNow)).toEqual([s1, s2]);
  });

  it('leaves out what is predicted, at the time of asking', () => {
    const predicts = (finding: typeof s1, now: number): boolean =>
      finding.subject === 's1' && now === testNow;
    expect(newsOf([s1, s2], [], predicts, testNow)).toEqual([s2]);
    expect(newsOf([s1, s2], [], predicts, testNow + 1)).toEqual([s1, s2]);
  });

  it('keeps what an open incident tells already', () => {
    const open = anIncident({ findings: [s1] });
    expect(newsOf([s1, s2], [open], () => true, testNow)).toEqual([s1]);
  });
});
