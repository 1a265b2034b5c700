import type { Clock } from '../../clock.js';
import type { EpochMs } from '../../replication/observation.js';
import type { NodeConnectionOptions } from '../connection-options.js';
import type { Encryption } from '../encryption.js';
import { Opening, type OpenResult } from '../open-session.js';
import type { Session } from '../session.js';

export interface ActingSessionsOptions {
  readonly connection: NodeConnectionOptions;
  readonly applicationName: string;
  /** Longest time a new connection may take, ms. */
  readonly connectTimeoutMs: number;
  /** The server cancels a statement that runs longer, unless a deed asks for a time of its own, ms. */
  readonly statementTimeoutMs: number;
  readonly clock: Clock;
}

/** One to look by and one to act by. */
const keptSessions = 2;

/** SQLSTATE of `idle_session_timeout` (14+): the server tidied up; nothing is wrong with it. */
const idleSessionTimeout = '57P05';

/** The sessions by which pgrepl acts on one node: apart from the one that it watches by. */
export class ActingSessions {
  readonly #options: ActingSessionsOptions;
  readonly #listeners = new Set<() => void>();
  readonly #idle: Session[] = [];
  readonly #busy = new Set<Session>();
  readonly #openings = new Set<Opening>();
  #encryptionThatWorked: Encryption | null = null;
  /** One end of a server ends several sessions; it is told once. */
  #lossTold = false;
  #closed = false;

  constructor(options: ActingSessionsOptions) {
    this.#options = options;
  }

  /** A session that nobody else uses until it is given back: a kept one, else a new one. */
  async take(deadline: EpochMs): Promise<OpenResult> {
    const kept = this.#idle.pop();
    if (kept === undefined) return this.open(deadline, this.#options.statementTimeoutMs);
    this.#busy.add(kept);
    return { ok: true, session: kept };
  }

  /** A new session, where statements may run for `statementTimeoutMs`; to be ended by `end`. */
  async open(deadline: EpochMs, statementTimeoutMs: number): Promise<OpenResult> {
    if (this.#closed) return closed;
    const { clock, connectTimeoutMs, connection, applicationName } = this.#options;
    const opening = new Opening({
      connection,
      applicationName,
      purpose: 'act',
      statementTimeoutMs: Math.max(1, Math.floor(statementTimeoutMs)),
      connectTimeoutMs: Math.max(1, Math.min(connectTimeoutMs, deadline - clock.now())),
      encryptionThatWorked: this.#encryptionThatWorked,
    });
    this.#openings.add(opening);
    const opened = await opening.result;
    this.#openings.delete(opening);
    if (!opened.ok) return opened;
    const { session } = opened;
    if (this.#isClosed()) {
      session.close();
      return closed;
    }
    this.#busy.add(session);
    this.#encryptionThatWorked = session.encryption;
    this.#lossTold = false;
    session.onEnd((failure) => {
      this.#forget(session);
      if (failure.code !== idleSessionTimeout) this.#tellLoss();
    });
    return opened;
  }

  /** Gives a session back, to be used again if it still can be. */
  give(session: Session): void {
    if (!this.#busy.delete(session) || session.ended) return;
    if (this.#closed || this.#idle.length >= keptSessions) session.close();
    else this.#idle.push(session);
  }

  /** Ends a session with a word to the server, which is not waited for. */
  end(session: Session): void {
    this.#forget(session);
    session.close();
  }

  /** Drops a session that can't be used any more. */
  destroy(session: Session): void {
    this.#forget(session);
    session.destroy();
  }

  onLost(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends all sessions, in the middle of a statement too, and opens none any more. */
  close(): void {
    this.#closed = true;
    this.#listeners.clear();
    for (const opening of this.#openings) opening.expire(0);
    for (const session of this.#idle.splice(0)) session.close();
    for (const session of [...this.#busy]) this.destroy(session);
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  #forget(session: Session): void {
    this.#busy.delete(session);
    const place = this.#idle.indexOf(session);
    if (place >= 0) this.#idle.splice(place, 1);
  }

  #tellLoss(): void {
    if (this.#lossTold) return;
    this.#lossTold = true;
    for (const listener of [...this.#listeners]) listener();
  }
}

const closed: OpenResult = {
  ok: false,
  failure: {
    reason: 'connection-lost',
    detail: 'The connection was closed from here.',
    code: null,
  },
};
