import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSchedule, type Schedule } from './schedule.js';

const say = (): void => undefined;
const silent = { debug: say, info: say, warn: say, error: say };

let schedule: Schedule | undefined;
let runs = 0;

function start(expression: string): Schedule {
  schedule = startSchedule({
    name: 'orders',
    expression,
    log: silent,
    run: () => {
      runs += 1;
    },
  });
  return schedule;
}

beforeEach(() => {
  runs = 0;
  vi.useFakeTimers({ now: new Date('2026-03-01T12:00:00.300Z') });
});

afterEach(() => {
  schedule?.stop();
  vi.useRealTimers();
});

describe('a schedule', () => {
  it('runs when its expression says, and knows how far apart its runs are', async () => {
    expect(start('*/2 * * * * *').everyMs).toBe(2000);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(runs).toBe(5);
  });

  it('goes on within seconds when the clock of the system is put back', async () => {
    start('*/2 * * * * *');
    await vi.advanceTimersByTimeAsync(4000);
    runs = 0;
    vi.setSystemTime(new Date('2026-03-01T11:00:00.300Z'));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(runs).toBeGreaterThanOrEqual(7);
  });

  it('counts what it missed while the process stood still, and makes up for none of it', async () => {
    const { missed } = start('*/2 * * * * *');
    await vi.advanceTimersByTimeAsync(2000);
    runs = 0;
    vi.setSystemTime(new Date('2026-03-01T12:01:00.300Z'));
    await vi.advanceTimersByTimeAsync(3000);
    expect(missed()).toBeGreaterThan(20);
    expect(runs).toBeLessThanOrEqual(2);
  });

  it('keeps to an expression with long pauses', async () => {
    start('0 0 8 * * *');
    await vi.advanceTimersByTimeAsync(19 * 3_600_000);
    expect(runs).toBe(0);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(runs).toBe(1);
  });

  it('runs no more once it was stopped', async () => {
    start('* * * * * *').stop();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(runs).toBe(0);
  });
});
