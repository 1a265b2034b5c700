import { describe, expect, it } from 'vitest';
import { backoffMs } from '../connection/backoff.js';
import { Lane } from './lane.js';

describe('Lane', () => {
  it('lets four go at once, then one a second', () => {
    const lane = new Lane();
    const start = 1_000_000;
    for (let sent = 0; sent < 4; sent += 1) {
      expect(lane.readyAt(start)).toBe(start);
      lane.take(start);
    }
    expect(lane.readyAt(start)).toBe(start + 1_000);
    expect(lane.readyAt(start + 400)).toBe(start + 1_000);
    lane.take(start + 1_000);
    expect(lane.readyAt(start + 1_000)).toBe(start + 2_000);
    expect(lane.readyAt(start + 60_000)).toBe(start + 60_000);
  });

  it('backs off further with each failure, and not at all once Slack is heard of', () => {
    const lane = new Lane();
    lane.backOff(1_000, (failures) => failures * 10);
    lane.backOff(1_000, (failures) => failures * 10);
    expect(lane.readyAt(1_000)).toBe(1_020);
    lane.forgive();
    expect(lane.readyAt(1_000)).toBe(1_000);
    lane.backOff(1_000, (failures) => failures * 10);
    expect(lane.readyAt(1_000)).toBe(1_010);
  });

  it('waits out the longest block', () => {
    const lane = new Lane();
    lane.block(5_000);
    lane.block(3_000);
    expect(lane.readyAt(1_000)).toBe(5_000);
  });
});

describe('backoffMs', () => {
  it('doubles up to the ceiling and scatters downwards', () => {
    const bounds = { firstMs: 1_000, ceilingMs: 60_000 };
    expect([1, 2, 3, 7, 1_000].map((failures) => backoffMs(failures, 0, bounds))).toEqual([
      1_000, 2_000, 4_000, 60_000, 60_000,
    ]);
    expect(backoffMs(3, 0.5, bounds)).toBe(3_000);
    expect(backoffMs(3, 0.999, bounds)).toBeGreaterThanOrEqual(2_000);
  });
});
