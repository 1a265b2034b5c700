import { setTimeout as pause } from 'node:timers/promises';
import type { AuditRecord } from '../incidents/record.js';
import type { Operation, OperationState } from '../operations/model.js';
import type { OperationMemory } from './memory.js';
import type { Log, OperationChange, OperationStore } from './ports.js';

/** How long after a refusal the store is asked again, ms. */
const retryMs = 500;

export interface RecorderOptions {
  readonly operationId: string;
  readonly store: OperationStore;
  readonly memory: OperationMemory;
  readonly log: Log;
}

interface Entry {
  readonly change: OperationChange;
  readonly audit: readonly AuditRecord[];
}

/**
 * Puts one operation's course on record, in order. An intention counts only once the store has it;
 * what has come of a deed is told later rather than never, and nobody waits for that.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #unrecorded: Entry[] = [];
  #tail: Promise<unknown> = Promise.resolve();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /**
   * True once this, and all that was told before, is on record. False if the store does not take it:
   * then what was to be done must not be done.
   */
  async intend(change: OperationChange, audit: readonly AuditRecord[]): Promise<boolean> {
    return this.#exclusively(async () => {
      const together = this.#withLastTold({ change, audit });
      if (together !== null) {
        if (!(await this.#flush(1)) || !(await this.#write(together))) return false;
        this.#unrecorded.shift();
        return true;
      }
      return (await this.#flush()) && this.#write({ change, audit });
    });
  }

  /** What has ended and what comes next in one commit: between two steps the store is asked once. */
  #withLastTold({ change, audit }: Entry): Entry | null {
    const last = this.#unrecorded.at(-1);
    if (change.kind !== 'steps-intended' || last?.change.kind !== 'steps-ended') return null;
    if (last.change.next !== undefined) return null;
    return {
      change: { ...last.change, next: change.steps },
      audit: [...last.audit, ...audit],
    };
  }

  /** What came of something: written when the store takes it. */
  tell(change: OperationChange, audit: readonly AuditRecord[]): void {
    this.#unrecorded.push({ change, audit });
    // Not at once: the next intention, if one follows right away, takes it along.
    setImmediate(() => void this.#exclusively(() => this.#flush()));
  }

  /**
   * Writes all that was told, trying again until the store takes it or nobody waits any more.
   * True if all is on record.
   */
  async settle(signal: AbortSignal): Promise<boolean> {
    for (;;) {
      if (await this.#exclusively(() => this.#flush())) return true;
      if (signal.aborted) return false;
      await pause(retryMs);
    }
  }

  async #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work, work);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Writes what was told, but for the last `but` entries. */
  async #flush(but = 0): Promise<boolean> {
    for (;;) {
      const [first] = this.#unrecorded;
      if (first === undefined || this.#unrecorded.length <= but) return true;
      if (!(await this.#write(first))) return false;
      this.#unrecorded.shift();
    }
  }

  async #write({ change, audit }: Entry): Promise<boolean> {
    const { operationId, store, memory, log } = this.#options;
    try {
      const operation: Operation | null = await store.write(
        { operationId, change, audit },
        statesFor(change),
      );
      if (operation === null) {
        if (await this.#tookIt(change)) return true;
        log.error({ operationId, change: change.kind }, 'the operation is in another state');
        return false;
      }
      memory.put(operation);
      return true;
    } catch (error) {
      log.error({ err: error, operationId, change: change.kind }, 'an operation is not on record');
      return false;
    }
  }

  /** An end that was told before, and whose answer was lost: it is there already. */
  async #tookIt({ kind }: OperationChange): Promise<boolean> {
    if (kind !== 'ended' && kind !== 'interrupted') return false;
    const { operationId, store, memory } = this.#options;
    const now = await store.find({ id: operationId });
    if (now?.state !== stateAfter[kind]) return false;
    memory.put(now);
    return true;
  }
}

/** The state in which a change leaves an operation that it ends, or that waits for people then. */
const stateAfter = { ended: 'ended', interrupted: 'interrupted' } as const;

/** In which states of an operation a change has its place. */
function statesFor(change: OperationChange): readonly OperationState[] {
  switch (change.kind) {
    case 'plan':
      return ['requested'];
    case 'steps-intended':
    case 'steps-ended':
      return ['running'];
    case 'interrupted':
      return ['running'];
    case 'resumed':
      return ['interrupted'];
    case 'ended':
      return ['requested', 'running', 'interrupted'];
  }
}
