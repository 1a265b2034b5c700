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
  vi.unstubAllEnvs();
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

  it.each([
    ['Europe/Berlin', '2026-10-25T00:59:50.300Z'],
    ['Europe/Berlin', '2026-10-24T23:59:50.300Z'],
    ['America/New_York', '2026-11-01T05:59:50.300Z'],
    ['America/New_York', '2026-03-08T06:59:50.300Z'],
  ])('runs through the change of the clocks in %s, from %s on', async (zone, at) => {
    vi.stubEnv('TZ', zone);
    vi.setSystemTime(new Date(at));
    const { everyMs, missed } = start('*/2 * * * * *');
    expect(everyMs).toBe(2000);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(runs).toBe(10);
    expect(missed()).toBe(0);
  });

  it('goes on after a run that failed', async () => {
    schedule = startSchedule({
      name: 'orders',
      expression: '*/2 * * * * *',
      log: silent,
      run: () => {
        runs += 1;
        throw new Error('a bug');
      },
    });
    await vi.advanceTimersByTimeAsync(4000);
    expect(runs).toBe(2);
  });

  it('runs no more once it was stopped', async () => {
    start('* * * * * *').stop();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(runs).toBe(0);
  });
});
