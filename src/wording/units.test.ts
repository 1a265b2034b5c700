import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatUtcTime } from './units.js';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1023, '1 kB'],
    [1024, '1 kB'],
    [1536, '1.5 kB'],
    [16 * 1024, '16 kB'],
    [16 * 1024 ** 2, '16 MB'],
    [1.25 * 1024 ** 3, '1.3 GB'],
    [-2048, '-2 kB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [3, '0.1 s'],
    [200, '0.2 s'],
    [9940, '9.9 s'],
    [9960, '10 s'],
    [41_000, '41 s'],
    [59_700, '1 min'],
    [125_000, '2 min 5 s'],
    [3_780_000, '1 h 3 min'],
    [187_200_000, '2 d 4 h'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatUtcTime', () => {
  const at = Date.UTC(2026, 6, 14, 3, 12, 4, 999);

  it('writes the time of day', () => {
    expect(formatUtcTime(at, at + 3_600_000)).toBe('03:12:04 UTC');
  });

  it('adds the date of another day', () => {
    expect(formatUtcTime(at, at + 86_400_000)).toBe('2026-07-14 03:12:04 UTC');
  });
});

describe('formatCount', () => {
  it('agrees with the number', () => {
    expect([formatCount(1, 'session'), formatCount(0, 'session')]).toEqual([
      '1 session',
      '0 sessions',
    ]);
    expect(formatCount(2, 'standby', 'standbys')).toBe('2 standbys');
  });
});
