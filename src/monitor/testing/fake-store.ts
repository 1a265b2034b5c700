import type { ApplyResult, StoreChange, StoredState } from '../../incidents/record.js';
import type { StorePort } from '../ports.js';

class Away extends Error {}

/** A store whose outages and refusals a test decides; what it applied stands in `batches`. */
export class FakeStore implements StorePort {
  readonly batches: (readonly StoreChange[])[] = [];
  stored: StoredState = {
    incidents: [],
    roots: [],
    outbox: [],
    clusters: [],
    watched: [],
    watchedSpans: [],
    silences: [],
  };
  isAway = false;
  unreadable = false;
  /** Refuses any batch with such a change, for what it says. */
  refuses: (change: StoreChange) => boolean = () => false;
  #gate: Promise<void> = Promise.resolve();
  #numbers = new Map<string, number>();

  /** Lets calls hang until the returned function is called. */
  hold(): () => void {
    let release = (): void => undefined;
    this.#gate = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  get applied(): readonly StoreChange[] {
    return this.batches.flat();
  }

  readonly load = async (): Promise<StoredState> => {
    await this.#gate;
    if (this.isAway) throw new Away('away');
    if (this.unreadable) throw new Error('unreadable');
    return this.stored;
  };

  readonly apply = async (changes: readonly StoreChange[]): Promise<ApplyResult> => {
    await this.#gate;
    if (this.isAway) throw new Away('away');
    if (changes.some(this.refuses)) throw new Error('refused');
    this.batches.push(changes);
    const numbers = new Map<string, number>();
    for (const change of changes) {
      const id = numberedIn(change);
      if (id === null) continue;
      const number = this.#numbers.get(id) ?? this.#numbers.size + 1;
      this.#numbers.set(id, number);
      numbers.set(id, number);
    }
    return { numbers };
  };

  readonly isUnavailable = (error: unknown): boolean => error instanceof Away;
}

/** The id of what a store gives a number to. */
function numberedIn(change: StoreChange): string | null {
  if (change.kind === 'incident') return change.incident.id;
  return change.kind === 'silence' ? change.silence.id : null;
}
