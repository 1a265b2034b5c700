import { describe, expect, it } from 'vitest';

import { ago, formatSlackDate } from './slack-date.js';

const noon = new Date(2025, 2, 14, 12, 0, 5);
const noonS = Math.floor(noon.getTime() / 1000);

describe('formatSlackDate', () => {
  it('shows the local date and time', () => {
    const later = noon.getTime() + 5 * 86_400_000;
    const show = (format: string): string => formatSlackDate(noonS, format, later, 'en-US');
    expect(show('{date_num} {time}')).toBe('2025-03-14 12:00 PM');
    expect(show('{date_short} at {time_secs}')).toBe('Mar 14, 2025 at 12:00:05 PM');
    expect(show('{date_long_pretty}')).toBe('Friday, March 14, 2025');
    expect(show('{date_short_pretty}, {ago}')).toBe('Mar 14, 2025, 5 days ago');
    expect(show('{nonsense}')).toBe('{nonsense}');
  });

  it('says today, yesterday and tomorrow in the pretty forms', () => {
    const show = (days: number): string =>
      formatSlackDate(
        noonS,
        'since {date_short_pretty}',
        noon.getTime() + days * 86_400_000,
        'en-US',
      );
    expect(show(0)).toBe('since today');
    expect(show(1)).toBe('since yesterday');
    expect(show(-1)).toBe('since tomorrow');
    expect(formatSlackDate(noonS, '{date_pretty}', noon.getTime(), 'en-US')).toBe('Today');
  });
});

describe('ago', () => {
  it('takes the largest unit that fits', () => {
    expect(ago(59_000, 'en-US')).toBe('59 seconds ago');
    expect(ago(61_000, 'en-US')).toBe('1 minute ago');
    expect(ago(-7_200_000, 'en-US')).toBe('in 2 hours');
  });
});
