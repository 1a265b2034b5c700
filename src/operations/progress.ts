import type { EpochMs } from '../replication/observation.js';
import type { Operation, StepRecord } from './model.js';
import type { PlannedStep } from './plan-model.js';
import { isLockOut } from './steps/lock-out.js';

/** How far one step of the plan has come. */
export interface StepProgress {
  readonly step: PlannedStep;
  /** `waiting`: not begun. `running`: intended, and no end on record. */
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'unknown';
  /** The newest record of it; null if it was not begun. */
  readonly record: StepRecord | null;
  /** From the intention to the end, or to now; null if it was not begun. */
  readonly durationMs: number | null;
}

export interface Progress {
  /** Every step of the plan, in its order. */
  readonly steps: readonly StepProgress[];
  /** What was done to put the old primary back in service, in the order in which it was begun. */
  readonly undone: readonly StepRecord[];
  readonly current: readonly StepProgress[];
  /** The first that are not begun: a whole group. */
  readonly next: readonly PlannedStep[];
  readonly pastNoReturn: boolean | 'unknown';
  /** Since it was started, to its end or to now; null before the start. */
  readonly elapsedMs: number | null;
}

/** `undo:stop` is the record of what takes `stop` back. */
export const undoPrefix = 'undo:';

/** What the records of an operation say about its plan, at this moment. */
export function progressOf(operation: Operation, now: EpochMs): Progress {
  const steps = operation.plan.steps.map((step) => stepProgress(operation, step, now));
  const waiting = steps.filter(({ state }) => state === 'waiting').map(({ step }) => step);
  const group = waiting[0]?.group;
  return {
    steps,
    undone: operation.steps.filter(({ step }) => step.startsWith(undoPrefix)),
    current: steps.filter(({ state }) => state === 'running'),
    next: waiting.filter((step) => step.group === group),
    pastNoReturn: pastNoReturn(operation),
    elapsedMs:
      operation.startedAt === null
        ? null
        : Math.max(0, (operation.endedAt ?? now) - operation.startedAt),
  };
}

function stepProgress(operation: Operation, step: PlannedStep, now: EpochMs): StepProgress {
  const record = latestRecord(operation, step.id);
  if (record === null) return { step, state: 'waiting', record, durationMs: null };
  const state = record.state === 'intended' ? 'running' : record.state;
  const durationMs = Math.max(0, (record.endedAt ?? now) - record.intendedAt);
  return { step, state, record, durationMs };
}

/** The newest record of a step: after an interruption a step may be begun again. */
export function latestRecord(operation: Operation, step: string): StepRecord | null {
  const records = operation.steps.filter((record) => record.step === step);
  return records.reduce<StepRecord | null>(
    (newest, record) => (newest === null || record.position > newest.position ? record : newest),
    null,
  );
}

/** True if a step of this kind was begun, whatever came of it. */
export function hasBegun(operation: Operation, kind: PlannedStep['action']['kind']): boolean {
  return operation.plan.steps.some(
    (step) => step.action.kind === kind && latestRecord(operation, step.id) !== null,
  );
}

/**
 * When the old primary was first told to stop, or its clients were locked out, by the records of earlier
 * runs: the outage counts from there. Null if it was not, or if that certainly had no effect.
 */
export function stopAskedBefore({ plan, steps }: Operation): EpochMs | null {
  const stopping = plan.steps
    .filter(({ action }) => action.kind === 'stop' || isLockOut({ action }))
    .map(({ id }) => id);
  const asked = steps
    .filter(({ step, state }) => stopping.includes(step) && state !== 'failed')
    .map(({ intendedAt }) => intendedAt);
  return asked.length === 0 ? null : Math.min(...asked);
}

/**
 * Whether the old primary can still be put back, by the records alone: it can't once the target was
 * promoted, and nobody knows while that is under way or its answer was lost.
 */
export function pastNoReturn(operation: Operation): boolean | 'unknown' {
  const records = operation.plan.steps
    .filter(({ noReturn }) => noReturn)
    .map(({ id }) => latestRecord(operation, id));
  if (records.some((record) => record?.state === 'done')) return true;
  return records.some((record) => record?.state === 'intended' || record?.state === 'unknown')
    ? 'unknown'
    : false;
}
