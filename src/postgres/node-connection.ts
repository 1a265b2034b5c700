import type { Clock } from '../clock.js';
import type { EpochMs, Observation, ObservationResult } from '../replication/observation.js';
import type { NodeConnectionOptions } from './connection-options.js';
import type { Encryption } from './encryption.js';
import { Poll } from './poll.js';
import type { Session } from './session.js';

export interface NodeProbeOptions {
  /** The node's name in the configuration. */
  readonly name: string;
  readonly connection: NodeConnectionOptions;
  /** How pgrepl shows in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Longest time an observation may take in all, ms. */
  readonly deadlineMs: number;
  /** Longest time a new connection may take, ms. */
  readonly connectTimeoutMs: number;
  readonly clock: Clock;
}

/** Watches one node over one kept connection. */
export interface NodeProbe {
  /**
   * Reads the node's state. Never rejects and never takes longer than the deadline. A second call
   * while one is under way gets the same promise.
   */
  readonly observe: () => Promise<Observation>;
  /**
   * Calls `listener` at once, and once per connection, when the established connection ends while
   * nothing was asked of it: the server stopped, crashed, or threw pgrepl out. (An end in the
   * middle of an observation shows in that.) Returns the way to stop.
   */
  readonly onLost: (listener: () => void) => () => void;
  /** Ends the connection; what is under way ends with `connection-lost`, and so does every later call. */
  readonly close: () => void;
}

/** SQLSTATE of `idle_session_timeout` (14+): the server tidied up; nothing is wrong with it. */
const idleSessionTimeout = '57P05';

class NodeConnection implements NodeProbe {
  readonly #options: NodeProbeOptions;
  readonly #listeners = new Set<() => void>();
  #session: Session | null = null;
  #poll: { readonly run: Poll; readonly observation: Promise<Observation> } | null = null;
  #encryptionThatWorked: Encryption | null = null;
  #closed = false;

  constructor(options: NodeProbeOptions) {
    this.#options = options;
  }

  readonly observe = (): Promise<Observation> => {
    if (this.#poll !== null) return this.#poll.observation;
    if (this.#closed) return Promise.resolve(this.#closedObservation());
    const run = new Poll({
      connection: this.#options.connection,
      applicationName: this.#options.applicationName,
      deadlineMs: this.#options.deadlineMs,
      connectTimeoutMs: this.#options.connectTimeoutMs,
      clock: this.#options.clock,
      session: this.#session,
      encryptionThatWorked: this.#encryptionThatWorked,
    });
    const observation = this.#observe(run, this.#options.clock.now());
    this.#poll = { run, observation };
    return observation;
  };

  readonly onLost = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly close = (): void => {
    this.#closed = true;
    this.#poll?.run.abandon();
    this.#session?.close();
    this.#session = null;
  };

  async #observe(run: Poll, startedAt: EpochMs): Promise<Observation> {
    const outcome = await run.outcome;
    this.#poll = null;
    this.#keep(outcome.session);
    const askedAt = outcome.askedAt ?? startedAt;
    return this.#observation(askedAt, outcome.result);
  }

  #keep(session: Session | null): void {
    const before = this.#session;
    if (session === before) return;
    before?.destroy();
    this.#session = null;
    if (session === null) return;
    if (session.ended) {
      // It answered, and ended in the same breath.
      this.#reportLoss();
      return;
    }
    if (this.#closed) {
      session.close();
      return;
    }
    this.#session = session;
    this.#encryptionThatWorked = session.encryption;
    session.onEnd((failure) => {
      if (this.#session !== session) return;
      this.#session = null;
      // An observation that is under way notices by itself.
      if (this.#poll !== null || failure.code === idleSessionTimeout) return;
      this.#reportLoss();
    });
  }

  #reportLoss(): void {
    if (this.#closed) return;
    for (const listener of [...this.#listeners]) listener();
  }

  #observation(askedAt: EpochMs, result: ObservationResult): Observation {
    return { node: this.#options.name, askedAt, at: this.#options.clock.now(), result };
  }

  #closedObservation(): Observation {
    const detail = 'The connection was closed from here.';
    const now = this.#options.clock.now();
    return this.#observation(now, { kind: 'no-state', reason: 'connection-lost', detail });
  }
}

/** A probe of one node; it connects at the first observation. */
export function createNodeProbe(options: NodeProbeOptions): NodeProbe {
  return new NodeConnection(options);
}
