import type { NodeState, Observation } from '../../replication/observation.js';
import { aFailedObservation, anObservation } from '../../replication/testing/observations.js';
import type { NodeProbe } from '../ports.js';

/** A node whose answers a test gives by hand. */
export class FakeProbe implements NodeProbe {
  readonly name: string;
  /** How often it was asked. */
  asked = 0;
  closed = false;
  readonly #listeners = new Set<() => void>();
  #pending: ((observation: Observation | Error) => void) | null = null;

  constructor(name: string) {
    this.name = name;
  }

  /** True while a question waits for its answer. */
  get isAsked(): boolean {
    return this.#pending !== null;
  }

  readonly observe = (): Promise<Observation> => {
    this.asked += 1;
    return new Promise((resolve, reject) => {
      this.#pending = (answer) => {
        this.#pending = null;
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      };
    });
  };

  readonly onLost = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly close = (): void => {
    this.closed = true;
  };

  answer(state?: NodeState): void {
    this.#pending?.(anObservation(this.name, state));
  }

  refuse(): void {
    this.#pending?.(aFailedObservation(this.name));
  }

  throws(error: Error): void {
    this.#pending?.(error);
  }

  /** The established connection ends. */
  lose(): void {
    for (const listener of this.#listeners) listener();
  }
}
