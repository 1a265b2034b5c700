import { schedule as cronSchedule } from 'node-cron';
import type { Log } from './ports.js';

export interface ScheduleOptions {
  readonly name: string;
  /** Six fields, seconds first. */
  readonly expression: string;
  readonly run: () => void | Promise<void>;
  readonly log: Log;
}

export interface Schedule {
  /** The longest time between two of the next runs, ms. */
  readonly everyMs: number;
  /** How many runs were missed (the process was busy) or left out (the last one still ran). */
  readonly missed: () => number;
  readonly stop: () => void;
}

/** Runs on a cron schedule, never two at a time; a missed run is counted, not made up for. */
export function startSchedule(options: ScheduleOptions): Schedule {
  let missed = 0;
  const task = cronSchedule(options.expression, options.run, {
    name: options.name,
    noOverlap: true,
    suppressMissedWarning: true,
    logger: {
      info: () => undefined,
      debug: () => undefined,
      warn: (message) => {
        options.log.debug({ schedule: options.name }, message);
      },
      error: (error) => {
        options.log.error({ schedule: options.name, err: error }, 'a scheduled run failed');
      },
    },
  });
  const count = (): void => {
    missed += 1;
  };
  task.on('execution:missed', count);
  task.on('execution:overlap', count);
  const runs = task.getNextRuns(8).map((date) => date.getTime());
  const gaps = runs.slice(1).map((at, index) => at - (runs[index] ?? at));
  return {
    everyMs: Math.max(0, ...gaps),
    missed: () => missed,
    stop: () => {
      void task.destroy();
    },
  };
}
