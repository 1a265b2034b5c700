import { createTask } from 'node-cron';
import type { Log } from './ports.js';

export interface ScheduleOptions {
  readonly name: string;
  /** Six fields, seconds first, in UTC. */
  readonly expression: string;
  readonly run: () => void;
  readonly log: Log;
}

export interface Schedule {
  /** The longest time between two of the next runs, ms. */
  readonly everyMs: number;
  /** How many runs were left out: the process was busy or stopped, or the system's clock was set. */
  readonly missed: () => number;
  readonly stop: () => void;
}

/** How much earlier than the clock says a timer may end, ms. */
const earlyMs = 500;
/** The longest wait that a timer takes, ms. */
const longestWaitMs = 2 ** 31 - 1;

/** The runs of an expression, as node-cron has them. */
interface Runs {
  /** When it is due next, after now and after `last`. */
  readonly after: (last: number) => number;
  readonly everyMs: number;
}

/**
 * Runs on a cron schedule; a missed run is counted, not made up for: one that comes late stands for
 * those that it came too late for.
 *
 * node-cron says when. The waiting is done here, by timers that know nothing of the system's clock:
 * put back by an hour, that would mean an hour without a run. node-cron's own waiting turns in
 * circles besides, without a run, for the hour that the machine's zone has twice each autumn.
 */
export function startSchedule({ name, expression, run, log }: ScheduleOptions): Schedule {
  const { after, everyMs } = runsOf(expression);
  let missed = 0;
  let timer: NodeJS.Timeout | undefined;
  const waitFor = (dueAt: number): void => {
    const waitMs = Math.max(0, dueAt - new Date().getTime());
    timer = setTimeout(
      () => {
        if (waitMs > longestWaitMs) waitFor(dueAt);
        else runDue(dueAt);
      },
      Math.min(longestWaitMs, waitMs),
    );
  };
  const runDue = (dueAt: number): void => {
    const now = new Date().getTime();
    const isClockBack = dueAt - now > earlyMs;
    if (isClockBack) log.warn({ schedule: name }, 'the clock of the system was put back');
    if (everyMs > 0) missed += Math.max(0, Math.floor((now - dueAt) / everyMs));
    waitFor(after(isClockBack ? now : dueAt));
    try {
      run();
    } catch (error) {
      log.error({ schedule: name, err: error }, 'a scheduled run failed');
    }
  };
  waitFor(after(new Date().getTime()));
  return {
    everyMs,
    missed: () => missed,
    stop: () => {
      clearTimeout(timer);
    },
  };
}

/** The longest time between two of the next runs of an expression of six fields, ms. */
export function intervalOf(expression: string): number {
  return runsOf(expression).everyMs;
}

function runsOf(expression: string): Runs {
  // Of an hour that a zone with summer time has twice, node-cron leaves one out: UTC has none.
  const task = createTask(expression, () => undefined, { timezone: 'UTC' });
  const next = (count: number): readonly number[] =>
    task.getNextRuns(count).map((date) => date.getTime());
  const some = next(8);
  return {
    after: (last) => {
      const [first = last, second = first] = next(2);
      return first > last ? first : second;
    },
    everyMs: Math.max(0, ...some.slice(1).map((at, index) => at - (some[index] ?? at))),
  };
}
