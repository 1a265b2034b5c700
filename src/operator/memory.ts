import type { Operation } from '../operations/model.js';

/** How many operations that ended are kept in memory; the oldest go first. */
const endedKept = 50;

/** `before` is null for one that memory did not hold; the same for a change of what it waits for. */
export type OperationListener = (operation: Operation, before: Operation | null) => void;

/** The operations that are open, and those that ended not long ago; with what each waits for. */
export class OperationMemory {
  readonly #operations = new Map<string, Operation>();
  readonly #waits = new Map<string, string>();
  readonly #listeners = new Set<OperationListener>();

  get(id: string): Operation | null {
    return this.#operations.get(id) ?? null;
  }

  /** Not ended, oldest first. */
  open(): readonly Operation[] {
    return [...this.#operations.values()]
      .filter(({ state }) => state !== 'ended')
      .toSorted((a, b) => a.number - b.number);
  }

  /** Those that ended and are remembered, the oldest first. */
  ended(): readonly Operation[] {
    return [...this.#operations.values()].filter(({ state }) => state === 'ended');
  }

  openOf(cluster: string): Operation | null {
    return this.open().find((each) => each.cluster === cluster) ?? null;
  }

  waitsFor(id: string): string | null {
    return this.#waits.get(id) ?? null;
  }

  put(operation: Operation): void {
    const before = this.get(operation.id);
    this.#operations.delete(operation.id);
    this.#operations.set(operation.id, operation);
    if (operation.state !== 'running') this.#waits.delete(operation.id);
    this.#forget();
    this.#tell(operation, before);
  }

  /** Says in words what an operation that runs waits for now. */
  waits(id: string, words: string): void {
    const operation = this.#operations.get(id);
    if (operation?.state !== 'running' || this.#waits.get(id) === words) return;
    this.#waits.set(id, words);
    this.#tell(operation, operation);
  }

  /** Calls `listener` after each change of any operation; returns the way to stop. */
  onChange(listener: OperationListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #forget(): void {
    const ended = this.ended();
    for (const { id } of ended.slice(0, Math.max(0, ended.length - endedKept))) {
      this.#operations.delete(id);
    }
  }

  #tell(operation: Operation, before: Operation | null): void {
    for (const listener of this.#listeners) listener(operation, before);
  }
}
