import type { Operation } from '../../operations/model.js';
import type { EpochMs } from '../../replication/observation.js';

/** Slack is at ease with about one edit a second of the same message. */
const everyMs = 1_000;

interface Shown {
  readonly state: string;
  readonly at: EpochMs;
}

/**
 * How often the cards of operations are edited. What changes within a state (a step that ended, what
 * is waited for) is shown once a second; another state is shown at once, because somebody waits for
 * it with a finger on a button.
 */
export class CardPace {
  readonly #shown = new Map<string, Shown>();

  /** True if the card shows another state than this, or none yet. */
  isNews(operation: Operation): boolean {
    return this.#shown.get(operation.id)?.state !== stateOf(operation);
  }

  /** From when on the card may be brought to the present. */
  readyAt(operation: Operation): EpochMs {
    const shown = this.#shown.get(operation.id);
    return shown === undefined || this.isNews(operation) ? 0 : shown.at + everyMs;
  }

  /** The card shows this since `at`. */
  show(operation: Operation, at: EpochMs): void {
    // Nothing follows the end, so that the list of those under way stays short.
    if (operation.state === 'ended') this.#shown.delete(operation.id);
    else this.#shown.set(operation.id, { state: stateOf(operation), at });
  }
}

function stateOf({ state, planVersion, approvals }: Operation): string {
  return `${state} ${planVersion} ${approvals.length}`;
}
