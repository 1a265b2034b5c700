import type { Observation } from '../replication/observation.js';
import { EventRate } from './event-rate.js';
import type { NodeProbe } from './ports.js';

export interface PollerOptions {
  readonly probes: ReadonlyMap<string, NodeProbe>;
  /** Takes an answer in; `suspicious` asks for a quick second look before it is believed. */
  readonly take: (observation: Observation, confirmed: boolean) => 'taken' | 'suspicious';
  /** Called when answers have been taken in and nothing that belongs with them is on its way. */
  readonly settled: () => void;
  /** Told of an error that no probe should ever throw; the node is asked again as if nothing was. */
  readonly failed: (node: string, error: unknown) => void;
  /** How long answers wait for nodes that gave none the last time, ms. */
  readonly settleMs: number;
  /** How long answers wait for nodes that gave one the last time, ms. */
  readonly patienceMs: number;
  /** How long after a suspicious answer the cluster is looked at again, ms. */
  readonly confirmMs: number;
}

/** A question that is under way. */
interface Question {
  /** Something happened since it was asked: the answer may be from before. */
  again: boolean;
  /** The others have gone ahead without its answer. */
  late: boolean;
  /** How often a fresh look had been asked for when it was asked. */
  readonly look: number;
}

/** Somebody who waits for answers to questions that were asked after they came. */
interface FreshLook {
  readonly look: number;
  readonly resolve: () => void;
}

/**
 * Asks all nodes of a cluster at once; a node that is still being asked is not asked a second time.
 *
 * What the nodes say is judged together, because one's loss shows at its upstream: a fresh "refused"
 * beside what the upstream said before would be a contradiction that never was. So the answers wait
 * for every node that is expected to answer, though not for long, and hardly at all for one that was
 * silent before: a node that hangs delays what the others have to say once, by `patienceMs`.
 */
export class Poller {
  readonly #options: PollerOptions;
  readonly #asking = new Map<string, Question>();
  readonly #suspects = new Set<string>();
  /** Nodes whose last answer was none. */
  readonly #silent = new Set<string>();
  readonly #stopListening: (() => void)[];
  readonly #events = new EventRate(() => {
    this.#pollAnew();
  });
  #settleTimer: NodeJS.Timeout | null = null;
  #patienceTimer: NodeJS.Timeout | null = null;
  #confirmTimer: NodeJS.Timeout | null = null;
  #dirty = false;
  #closed = false;
  #looks = 0;
  #answered = 0;
  #waiting: readonly FreshLook[] = [];

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#stopListening = [...options.probes.values()].map((probe) =>
      probe.onLost(() => {
        this.happened();
      }),
    );
  }

  /** Asks every node that is not being asked already. */
  poll(): void {
    if (this.#closed) return;
    for (const [node, probe] of this.#options.probes) {
      if (!this.#asking.has(node)) void this.#ask(node, probe);
    }
  }

  /** Something happened to the cluster: it is looked at at once, unless that happens all the time. */
  happened(): void {
    if (!this.#closed) this.#events.event();
  }

  /**
   * Asks every node for what is so from now on, and resolves when what they said has been judged;
   * a node that hangs is not waited for longer than ever.
   */
  fresh(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#looks += 1;
    const look = this.#looks;
    return new Promise((resolve) => {
      this.#waiting = [...this.#waiting, { look, resolve }];
      this.#pollAnew();
    });
  }

  close(): void {
    this.#closed = true;
    this.#release(() => true);
    for (const stop of this.#stopListening) stop();
    this.#events.stop();
    this.#clearWaits();
    if (this.#confirmTimer !== null) clearTimeout(this.#confirmTimer);
    for (const probe of this.#options.probes.values()) probe.close();
  }

  /** Asks every node for what is so from now on: an answer that is on its way may be older. */
  #pollAnew(): void {
    for (const question of this.#asking.values()) question.again = !question.late;
    this.poll();
  }

  async #ask(node: string, probe: NodeProbe): Promise<void> {
    const question: Question = { again: false, late: false, look: this.#looks };
    this.#asking.set(node, question);
    const confirmed = this.#suspects.delete(node);
    try {
      const observation = await probe.observe();
      this.#asking.delete(node);
      if (this.#closed) return;
      this.#answered = Math.max(this.#answered, question.look);
      this.#takeIn(observation, confirmed);
    } catch (error) {
      this.#asking.delete(node);
      this.#options.failed(node, error);
      if (this.#closed) return;
    }
    if (question.again && !this.#suspects.has(node)) void this.#ask(node, probe);
    this.#settle();
  }

  #takeIn(observation: Observation, confirmed: boolean): void {
    const { node } = observation;
    if (this.#options.take(observation, confirmed) === 'suspicious') {
      this.#suspects.add(node);
      this.#confirmTimer ??= setTimeout(() => {
        this.#confirmTimer = null;
        this.#pollAnew();
      }, this.#options.confirmMs);
      return;
    }
    this.#dirty = true;
    if (observation.result.kind === 'state') this.#silent.delete(node);
    else this.#silent.add(node);
  }

  #settle(): void {
    if (!this.#dirty) return;
    if (this.#asking.size === 0 && this.#suspects.size === 0) {
      this.#evaluate();
    } else if (this.#isMoreExpected()) {
      this.#patienceTimer ??= setTimeout(() => {
        for (const question of this.#asking.values()) question.late = true;
        this.#evaluate();
      }, this.#options.patienceMs);
    } else {
      this.#settleTimer ??= setTimeout(() => {
        this.#evaluate();
      }, this.#options.settleMs);
    }
  }

  /** A suspect is about to be asked again; who answered the last time will probably do so now. */
  #isMoreExpected(): boolean {
    if (this.#suspects.size > 0) return true;
    return [...this.#asking].some(([node, { late }]) => !late && !this.#silent.has(node));
  }

  #evaluate(): void {
    this.#clearWaits();
    this.#dirty = false;
    this.#options.settled();
    const older = (look: number): boolean =>
      [...this.#asking.values()].some((question) => !question.late && question.look < look);
    this.#release(({ look }) => this.#answered >= look && !older(look));
  }

  #release(isOver: (waiting: FreshLook) => boolean): void {
    const over = this.#waiting.filter(isOver);
    this.#waiting = this.#waiting.filter((each) => !isOver(each));
    for (const { resolve } of over) resolve();
  }

  #clearWaits(): void {
    if (this.#settleTimer !== null) clearTimeout(this.#settleTimer);
    if (this.#patienceTimer !== null) clearTimeout(this.#patienceTimer);
    this.#settleTimer = null;
    this.#patienceTimer = null;
  }
}
