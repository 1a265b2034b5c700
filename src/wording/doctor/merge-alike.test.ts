import { expect, it } from 'vitest';
import { aResult } from '../../operations/doctor/testing/reports.js';
import { mergeAlike } from './merge-alike.js';

it('tells once what differs in nothing but the node', () => {
  const [first, ...rest] = mergeAlike(['pg1', 's1', 's2'].map((node) => aResult(node)));
  expect(rest).toEqual([]);
  expect(first?.evidence).toBe('pg1 has `fsync = off`. The same holds for s1 and s2.');
  expect(first?.remedy).toBe('On pg1: turn it on. Likewise s1 and s2.');
});

it('keeps apart what differs, and names that only begin alike', () => {
  const results = [
    aResult('s1'),
    aResult('s1-b', { evidence: 's1-b has `fsync = off`.' }),
    aResult('s2', { evidence: 's2 has `fsync = false`.' }),
    aResult('s3', { verdict: 'warn' }),
    aResult(null, { evidence: 'The cluster has none.' }),
    aResult(null, { evidence: 'The cluster has one.' }),
  ];
  expect(mergeAlike(results).map(({ node }) => node)).toEqual(['s1', 's2', 's3', null, null]);
  const names = ['a', 'a.b'].map((node) =>
    aResult(node, { evidence: `${node} is after a.b.`, remedy: null }),
  );
  expect(mergeAlike(names)).toHaveLength(2);
});

it('adds nothing to a remedy that names no node', () => {
  const [first] = mergeAlike(['s1', 's2'].map((node) => aResult(node, { remedy: 'Look at NTP.' })));
  expect(first?.remedy).toBe('Look at NTP.');
});
