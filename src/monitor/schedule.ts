import { createTask, schedule as cronSchedule, type ScheduledTask } from 'node-cron';
import type { Log } from './ports.js';

export interface ScheduleOptions {
  readonly name: string;
  /** Six fields, seconds first. */
  readonly expression: string;
  readonly run: () => void;
  readonly log: Log;
}

export interface Schedule {
  /** The longest time between two of the next runs, ms. */
  readonly everyMs: number;
  /** How many runs were missed: the process was busy or stopped, or the system's clock was set. */
  readonly missed: () => number;
  readonly stop: () => void;
}

/** How late a run may be before the schedule is taken to be stuck, ms. */
const overdueMs = 2000;
/** The longest wait that a timer takes, ms. */
const longestWaitMs = 2 ** 31 - 1;

/** Runs on a cron schedule; a missed run is counted, not made up for. */
export function startSchedule(options: ScheduleOptions): Schedule {
  const { name, expression, log } = options;
  let missed = 0;
  let watchdog: NodeJS.Timeout | undefined;
  let stopped = false;
  const count = (): void => {
    missed += 1;
  };
  const startTask = (): ScheduledTask => {
    const task = cronSchedule(expression, run, {
      name,
      suppressMissedWarning: true,
      logger: {
        info: () => undefined,
        debug: () => undefined,
        warn: (message) => {
          log.debug({ schedule: name }, message);
        },
        error: (error) => {
          log.error({ schedule: name, err: error }, 'a scheduled run failed');
        },
      },
    });
    task.on('execution:missed', count);
    return task;
  };
  /**
   * The next run is awaited by the system's clock: put back by an hour, that would mean an hour
   * without a poll. Timers know nothing of that clock, so one of them sees that the run came.
   */
  const watch = (): void => {
    clearTimeout(watchdog);
    if (stopped) return;
    const [next] = task.getNextRuns(1);
    const waitMs = next === undefined ? longestWaitMs : next.getTime() - new Date().getTime();
    watchdog = setTimeout(
      () => {
        log.warn({ schedule: name }, 'a scheduled run is overdue: the schedule is set up anew');
        void task.destroy();
        task = startTask();
        count();
        run();
      },
      Math.min(longestWaitMs, waitMs + overdueMs),
    );
  };
  const run = (): void => {
    watch();
    if (!stopped) options.run();
  };
  let task = startTask();
  watch();
  return {
    everyMs: longestGapMs(task),
    missed: () => missed,
    stop: () => {
      stopped = true;
      clearTimeout(watchdog);
      void task.destroy();
    },
  };
}

/** The longest time between two of the next runs of an expression of six fields, ms. */
export function intervalOf(expression: string): number {
  const task = createTask(expression, () => undefined);
  const everyMs = longestGapMs(task);
  void task.destroy();
  return everyMs;
}

function longestGapMs(task: ScheduledTask): number {
  const runs = task.getNextRuns(8).map((date) => date.getTime());
  return Math.max(0, ...runs.slice(1).map((at, index) => at - (runs[index] ?? at)));
}
