import { describe, expect, it } from 'vitest';
import { summarise } from './statistics.js';

describe('summarise', () => {
  it('takes the middle of an odd number of values, whatever their order', () => {
    expect(summarise([9, 1, 5])).toEqual({ runs: 3, median: 5, min: 1, max: 9, p95: 9 });
  });

  it('takes the mean of the two in the middle of an even number', () => {
    expect(summarise([10, 2, 4, 3]).median).toBe(3.5);
  });

  it('leaves one value in twenty above the 95th percentile', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(summarise(values)).toMatchObject({ median: 50.5, p95: 95 });
    expect(summarise(values.slice(0, 20)).p95).toBe(19);
  });

  it('is the value itself for a single run', () => {
    expect(summarise([7])).toEqual({ runs: 1, median: 7, min: 7, max: 7, p95: 7 });
  });

  it('refuses to make something of nothing', () => {
    expect(() => summarise([])).toThrow('nothing');
  });
});
