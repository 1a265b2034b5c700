import type { Observation } from '../replication/observation.js';
import type { NodeProbe } from './ports.js';

export interface PollerOptions {
  readonly probes: ReadonlyMap<string, NodeProbe>;
  /** Takes an answer in; `suspicious` asks for a quick second look before it is believed. */
  readonly take: (observation: Observation, confirmed: boolean) => 'taken' | 'suspicious';
  /** Called when answers have been taken in and nothing more is on its way, or is late. */
  readonly settled: () => void;
  /** How long the answers that are there wait for those of slower nodes, ms. */
  readonly settleMs: number;
  /** How long after a suspicious answer the cluster is looked at again, ms. */
  readonly confirmMs: number;
}

/**
 * Asks all nodes of a cluster at once. No node waits for another: an answer counts as soon as it is
 * there, and a node that is still being asked is not asked again.
 */
export class Poller {
  readonly #options: PollerOptions;
  readonly #asking = new Set<string>();
  readonly #suspects = new Set<string>();
  readonly #stopListening: (() => void)[] = [];
  #settleTimer: NodeJS.Timeout | null = null;
  #confirmTimer: NodeJS.Timeout | null = null;
  #dirty = false;
  #closed = false;

  constructor(options: PollerOptions) {
    this.#options = options;
    for (const [, probe] of options.probes) {
      this.#stopListening.push(
        probe.onLost(() => {
          this.poll();
        }),
      );
    }
  }

  /** True while an answer of any node is outstanding. */
  get busy(): boolean {
    return this.#asking.size > 0;
  }

  /** Asks every node that is not being asked already. */
  poll(): void {
    if (this.#closed) return;
    for (const [node, probe] of this.#options.probes) {
      if (!this.#asking.has(node)) void this.#ask(node, probe);
    }
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#stopListening) stop();
    if (this.#settleTimer !== null) clearTimeout(this.#settleTimer);
    if (this.#confirmTimer !== null) clearTimeout(this.#confirmTimer);
    for (const probe of this.#options.probes.values()) probe.close();
  }

  async #ask(node: string, probe: NodeProbe): Promise<void> {
    this.#asking.add(node);
    const confirmed = this.#suspects.delete(node);
    const observation = await probe.observe();
    this.#asking.delete(node);
    if (this.#closed) return;
    if (this.#options.take(observation, confirmed) === 'suspicious') {
      this.#suspects.add(node);
      this.#confirmTimer ??= setTimeout(() => {
        this.#confirmTimer = null;
        this.poll();
      }, this.#options.confirmMs);
    } else {
      this.#dirty = true;
    }
    this.#settle();
  }

  #settle(): void {
    if (!this.#dirty) return;
    // A suspect is about to be asked again: what the others say is judged together with it.
    if (this.#asking.size === 0 && this.#suspects.size === 0) {
      this.#evaluate();
      return;
    }
    const waitMs = this.#options.settleMs + (this.#suspects.size > 0 ? this.#options.confirmMs : 0);
    this.#settleTimer ??= setTimeout(() => {
      this.#evaluate();
    }, waitMs);
  }

  #evaluate(): void {
    if (this.#settleTimer !== null) clearTimeout(this.#settleTimer);
    this.#settleTimer = null;
    this.#dirty = false;
    this.#options.settled();
  }
}
