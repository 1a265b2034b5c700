import { describe, expect, it } from 'vitest';
import { withLocalTimes, withLocalTimesSince } from './local-times.js';

const at = (text: string): number => Date.parse(text);
const token = (text: string, shown: string, format = '{time_secs}'): string =>
  `<!date^${at(text) / 1000}^${format}|${shown}>`;

describe('withLocalTimes', () => {
  it('takes a time for the last one up to when the text was made', () => {
    const made = at('2026-03-01T00:10:00Z');
    expect(withLocalTimes('since 00:09:59 UTC; before, 23:59:00 UTC.', made)).toBe(
      `since ${token('2026-03-01T00:09:59Z', '00:09:59 UTC')}; before, ${token('2026-02-28T23:59:00Z', '23:59:00 UTC')}.`,
    );
  });

  it('takes a date for what it says', () => {
    expect(withLocalTimes('2026-02-01 03:00:00 UTC', at('2026-03-01T00:10:00Z'))).toBe(
      token('2026-02-01T03:00:00Z', '2026-02-01 03:00:00 UTC', '{date_short} {time_secs}'),
    );
  });

  it('leaves what is no time alone', () => {
    const text = '12:00 UTC, 123:45:67, 10:11:12, 9999-99-99 10:11:12 UTC';
    expect(withLocalTimes(text, 0)).toBe(text);
  });
});

describe('withLocalTimesSince', () => {
  it('takes a time for the first one from then on', () => {
    expect(withLocalTimesSince('00:00:05 UTC', at('2026-02-28T23:59:58Z'))).toBe(
      token('2026-03-01T00:00:05Z', '00:00:05 UTC'),
    );
  });
});
