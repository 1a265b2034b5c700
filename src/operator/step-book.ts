import type { Clock } from '../clock.js';
import type { Operation, StepRecord } from '../operations/model.js';
import type { PlannedStep } from '../operations/plan-model.js';
import { oneLine, truncate } from '../wording/safe-text.js';
import { stepAudit } from './audit.js';
import type { PutBack } from './put-back.js';
import type { Recorder } from './recorder.js';

/** A result is shown in a line of the card. */
const longestResult = 400;

export const notDone = 'not done: it could not be put on record before';

export interface StepBookOptions {
  readonly operation: Operation;
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** Makes a UUID. */
  readonly newId: () => string;
}

/** The steps of one operation as they stand on record, or will as soon as the store takes it. */
export class StepBook {
  readonly #options: StepBookOptions;
  readonly #records: StepRecord[];
  /** On record before their turn, by step: not begun yet. */
  readonly #ahead = new Map<string, StepRecord>();
  #position: number;

  constructor(options: StepBookOptions) {
    this.#options = options;
    this.#records = [...options.operation.steps];
    this.#position = Math.max(-1, ...this.#records.map(({ position }) => position)) + 1;
  }

  get records(): readonly StepRecord[] {
    return this.#records;
  }

  /** Null if the store did not take it: then none of these must be done. */
  async intend(steps: readonly PlannedStep[]): Promise<readonly StepRecord[] | null> {
    const { recorder, operation, newId, clock } = this.#options;
    const now = clock.now();
    const records = steps.map((step, index) => intention(step, this.#position + index, now));
    // The store may take it and not say so: then its place is taken all the same.
    this.#position += steps.length;
    const isOnRecord = await recorder.intend(
      { kind: 'steps-intended', steps: records },
      records.map((record) => stepAudit(operation, record, newId(), now)),
    );
    if (isOnRecord) {
      this.#records.push(...records);
      return records;
    }
    const ended = records.map((record) => endOf(record, 'failed', notDone, now));
    recorder.tell({ kind: 'steps-intended', steps: records }, []);
    recorder.tell({ kind: 'steps-ended', steps: ended }, []);
    this.#records.push(...ended);
    return null;
  }

  /** Whose turn has not come. */
  keepAhead(records: readonly StepRecord[]): void {
    for (const record of records) this.#ahead.set(record.step, record);
  }

  /** Whose turn has come: its record, if it was put there before. */
  takeAhead({ id }: PlannedStep): StepRecord | null {
    const record = this.#ahead.get(id) ?? null;
    this.#ahead.delete(id);
    return record;
  }

  /** Their turn will not come. */
  dropAhead(): void {
    const result = 'not done: what comes before it was given up';
    for (const record of this.#ahead.values()) this.ended(record, { kind: 'failed', result });
    this.#ahead.clear();
  }

  /** What came of a step. */
  ended(
    record: StepRecord,
    { kind, result }: { readonly kind: 'done' | 'failed' | 'unknown'; readonly result: string },
  ): void {
    const { recorder, operation, newId, clock } = this.#options;
    const endedAt = clock.now();
    const ended = endOf(record, kind, result, endedAt);
    const at = this.#records.findIndex(({ position }) => position === record.position);
    if (at >= 0) this.#records[at] = ended;
    recorder.tell({ kind: 'steps-ended', steps: [ended] }, [
      stepAudit(operation, ended, newId(), endedAt),
    ]);
  }

  /** What was done to put something back: approved with the plan, so that it needs no intention before. */
  undone({ undo, kind, result }: PutBack): void {
    const { recorder, operation, newId, clock } = this.#options;
    const now = clock.now();
    const record = intention(undo, this.#position, now);
    this.#position += 1;
    const ended = endOf(record, kind, result, now);
    recorder.tell({ kind: 'steps-intended', steps: [record] }, []);
    recorder.tell({ kind: 'steps-ended', steps: [ended] }, [
      stepAudit(operation, ended, newId(), now),
    ]);
    this.#records.push(ended);
  }
}

export function short(words: string): string {
  return truncate(oneLine(words), longestResult);
}

function intention(
  { id, node, words, exact }: Pick<PlannedStep, 'id' | 'node' | 'words' | 'exact'>,
  position: number,
  intendedAt: number,
): StepRecord {
  return {
    position,
    step: id,
    node,
    words,
    exact,
    state: 'intended',
    intendedAt,
    endedAt: null,
    result: null,
  };
}

function endOf(
  record: StepRecord,
  state: 'done' | 'failed' | 'unknown',
  result: string,
  endedAt: number,
): StepRecord {
  return { ...record, state, endedAt, result: short(result) };
}
