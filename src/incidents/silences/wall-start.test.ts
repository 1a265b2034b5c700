import { describe, expect, it } from 'vitest';
import { wallStart, type WallTime } from './wall-start.js';

const berlin = 'Europe/Berlin';
const hour = 3_600_000;
const of = (hours: number, date: string | null = null): WallTime => ({ date, minute: hours * 60 });
const startOf = (
  time: WallTime,
  now: string,
  timeZone = berlin,
  durationMs = 2 * hour,
): unknown => {
  const { kind, ...more } = wallStart(time, durationMs, timeZone, Date.parse(now));
  return 'at' in more ? { kind, ...more, at: new Date(more.at).toISOString() } : { kind, ...more };
};
const at = (moment: string, isFirstOfTwo = false): unknown => ({
  kind: 'at',
  at: `${moment}:00.000Z`,
  isFirstOfTwo,
});

describe('a start as the clocks of a place show it', () => {
  it('is the next time that they show it', () => {
    expect(startOf(of(22), '2026-12-01T12:00:00Z')).toEqual(at('2026-12-01T21:00'));
    expect(startOf(of(9), '2026-12-01T12:00:00Z')).toEqual(at('2026-12-02T08:00'));
    expect(startOf(of(22), '2026-07-01T12:00:00Z')).toEqual(at('2026-07-01T20:00'));
    // Already tomorrow there.
    expect(startOf(of(0.5), '2026-12-01T23:15:00Z')).toEqual(at('2026-12-01T23:30'));
    expect(startOf(of(22), '2026-12-01T12:00:00Z', 'Asia/Kathmandu')).toEqual(
      at('2026-12-01T16:15'),
    );
    expect(startOf(of(22), '2026-12-31T22:30:00Z', berlin, hour)).toEqual(at('2027-01-01T21:00'));
  });

  it('is the day that is named', () => {
    expect(startOf(of(22, '2026-12-24'), '2026-12-01T12:00:00Z')).toEqual(at('2026-12-24T21:00'));
    expect(startOf(of(0, '2026-12-24'), '2026-12-01T12:00:00Z', 'Pacific/Kiritimati')).toEqual(
      at('2026-12-23T10:00'),
    );
  });

  it('is none that is past, or may be today and tomorrow', () => {
    expect(startOf(of(22, '2026-11-30'), '2026-12-01T12:00:00Z')).toEqual({
      kind: 'past',
      at: '2026-11-30T21:00:00.000Z',
    });
    expect(startOf(of(12), '2026-12-01T12:00:00Z')).toEqual({
      kind: 'begun',
      at: '2026-12-01T11:00:00.000Z',
      tomorrow: '2026-12-02',
    });
  });

  it('is none that the clocks leave out, that day', () => {
    const skipped = { kind: 'skipped', date: '2026-03-29' };
    expect(startOf(of(2.5, '2026-03-29'), '2026-03-01T00:00:00Z')).toEqual(skipped);
    expect(startOf(of(2.5), '2026-03-28T12:00:00Z')).toEqual(skipped);
    expect(startOf(of(2.5), '2026-03-29T00:30:00Z')).toEqual(skipped);
    expect(startOf(of(2.5), '2026-03-29T12:00:00Z')).toEqual(at('2026-03-30T00:30'));
  });

  it('is the first of two, while that is ahead', () => {
    const twice = of(2.5, '2026-10-25');
    expect(startOf(twice, '2026-10-01T00:00:00Z')).toEqual(at('2026-10-25T00:30', true));
    expect(startOf(twice, '2026-10-25T00:45:00Z')).toEqual(at('2026-10-25T01:30'));
    expect(startOf(of(1.75, '2026-04-05'), '2026-04-01T00:00:00Z', 'Australia/Lord_Howe')).toEqual(
      at('2026-04-04T14:45', true),
    );
  });
});
