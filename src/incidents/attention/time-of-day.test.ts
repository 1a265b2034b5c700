import { describe, expect, it } from 'vitest';
import { digestSpan, nextDigest } from './digest-time.js';
import { isQuiet, quietUntil } from './quiet-hours.js';
import { localTime, nextTimeOfDay } from './time-of-day.js';

const berlin = 'Europe/Berlin';
const at = (text: string): number => Date.parse(text);
const iso = (moment: number | null): string | null =>
  moment === null ? null : new Date(moment).toISOString();
const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

describe('what clocks show', () => {
  it.each([
    ['2026-01-15T23:30:00Z', berlin, '2026-01-16', '00:30'],
    ['2026-07-15T22:30:00Z', berlin, '2026-07-16', '00:30'],
    ['2026-07-15T22:30:00Z', 'Asia/Kathmandu', '2026-07-16', '04:15'],
    ['2026-07-15T22:30:00Z', 'UTC', '2026-07-15', '22:30'],
  ])('at %s in %s is %s %s', (moment, zone, date, time) => {
    expect(localTime(at(moment), zone)).toEqual({ date, minute: clock(time) });
  });
});

describe('the next time of day', () => {
  it.each([
    ['later today', '08:00', '2026-01-15T05:00:00Z', '2026-01-15T07:00:00.000Z'],
    [
      'tomorrow, if it is that time now',
      '08:00',
      '2026-01-15T07:00:00Z',
      '2026-01-16T07:00:00.000Z',
    ],
    [
      'an hour earlier once the clocks are put forward',
      '08:00',
      '2026-03-28T10:00:00Z',
      '2026-03-29T06:00:00.000Z',
    ],
    [
      'an hour later once they are put back',
      '08:00',
      '2026-10-24T10:00:00Z',
      '2026-10-25T07:00:00.000Z',
    ],
    [
      'where the clocks skip it, the moment at which they do',
      '02:30',
      '2026-03-28T20:00:00Z',
      '2026-03-29T01:00:00.000Z',
    ],
    ['the day after that as ever', '02:30', '2026-03-29T01:00:00Z', '2026-03-30T00:30:00.000Z'],
    ['the first of two', '02:30', '2026-10-24T20:00:00Z', '2026-10-25T00:30:00.000Z'],
  ])('is %s', (_, time, after, expected) => {
    expect(iso(nextTimeOfDay(clock(time), berlin, at(after)))).toBe(expected);
  });

  it('comes once a day, every day of a year, wherever the clocks are put on or back', () => {
    for (const zone of [
      berlin,
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'UTC',
    ]) {
      const dates = new Set<string>();
      let now = at('2026-01-01T12:00:00Z');
      for (let day = 0; day < 365; day += 1) {
        now = nextTimeOfDay(clock('02:15'), zone, now);
        dates.add(localTime(now, zone).date);
      }
      expect([zone, dates.size]).toEqual([zone, 365]);
    }
  });
});

describe('quiet hours', () => {
  const night = { from: clock('22:00'), to: clock('07:00'), timeZone: berlin };

  it.each([
    ['before they begin', '2026-01-15T20:59:59Z', null],
    ['from their first minute on', '2026-01-15T21:00:00Z', '2026-01-16T06:00:00.000Z'],
    ['after midnight', '2026-01-16T02:00:00Z', '2026-01-16T06:00:00.000Z'],
    ['at their end', '2026-01-16T06:00:00Z', null],
    ['in the night that is an hour shorter', '2026-03-28T23:00:00Z', '2026-03-29T05:00:00.000Z'],
    ['in the night that is an hour longer', '2026-10-24T23:00:00Z', '2026-10-25T06:00:00.000Z'],
  ])('%s', (_, now, until) => {
    expect(iso(quietUntil(night, at(now)))).toBe(until);
    expect(isQuiet(night, at(now))).toBe(until !== null);
  });

  it('may lie within one day, and may not be there at all', () => {
    const noon = { from: clock('12:00'), to: clock('13:00'), timeZone: 'UTC' };
    expect(isQuiet(noon, at('2026-01-15T12:59:59Z'))).toBe(true);
    expect(isQuiet(noon, at('2026-01-15T13:00:00Z'))).toBe(false);
    expect(quietUntil(null, at('2026-01-15T12:00:00Z'))).toBeNull();
  });
});

describe('the day of a digest', () => {
  const rules = { at: clock('08:00'), timeZone: berlin, nothingToSay: 'line' as const };

  it.each([
    ['24 hours', '2026-01-15T06:00:00Z', 24],
    ['23 hours when the clocks are put forward', '2026-03-28T22:00:00Z', 23],
    ['25 hours when they are put back', '2026-10-24T22:00:00Z', 25],
  ])('has %s', (_, after, hours) => {
    const due = nextDigest(rules, at(after));
    const { from, to } = digestSpan(rules, due);
    expect([(to - from) / 3_600_000, to]).toEqual([hours, due]);
  });
});
