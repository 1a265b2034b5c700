import type { Clock } from '../clock.js';
import type { EpochMs, ObservationResult } from '../replication/observation.js';
import type { NodeConnectionOptions } from './connection-options.js';
import type { Encryption } from './encryption.js';
import type { Failure } from './failure.js';
import { afterReading } from './after-reading.js';
import { Opening } from './open-session.js';
import { readObservation } from './rows.js';
import type { QueryResult, Session } from './session.js';
import { observationSql } from './sql/observation-sql.js';

export interface PollOptions {
  readonly connection: NodeConnectionOptions;
  readonly applicationName: string;
  readonly deadlineMs: number;
  readonly connectTimeoutMs: number;
  readonly clock: Clock;
  /** The kept connection; null if there is none. */
  readonly session: Session | null;
  readonly encryptionThatWorked: Encryption | null;
}

export interface PollOutcome {
  readonly result: ObservationResult;
  /** When the question was sent that brought the result; null if none was sent. */
  readonly askedAt: EpochMs | null;
  /** The connection to keep; every other one is gone. */
  readonly session: Session | null;
}

/** The server cancels the statement itself a little before the deadline. */
function statementTimeoutMs(deadlineMs: number): number {
  return Math.max(1, Math.floor(deadlineMs * 0.9));
}

/** A promotion between two parts of the statement: "recovery is not in progress". Ask again. */
const notInPrerequisiteState = '55000';

const columnName = 'observation';
const statementName = 'pgrepl_observation';

const statements = new Map<number, string>();

function statementFor(major: number): string {
  const known = statements.get(major);
  if (known !== undefined) return known;
  const text = observationSql(major);
  statements.set(major, text);
  return text;
}

/**
 * One poll of one node, within one deadline.
 *
 * The kept connection is asked first. When that ends instead of answering, a new one is opened at
 * once, since why *that* fails says more than that the old one broke. When it is silent for half of
 * the deadline, a new one is opened beside it, and whichever brings a state first wins: so a
 * connection that the network forgot costs half a deadline and no false alarm. At the deadline
 * everything unfinished is dropped; nothing is waited for.
 */
export class Poll {
  readonly outcome: Promise<PollOutcome>;
  readonly #options: PollOptions;
  readonly #deadline: NodeJS.Timeout;
  readonly #half: NodeJS.Timeout | null;
  #settle: (outcome: PollOutcome) => void = () => undefined;
  #settled = false;
  /** The kept session, while it owes an answer. */
  #kept: Session | null;
  #opening: Opening | null = null;
  #opened: Session | null = null;
  #failure: Failure | null = null;

  constructor(options: PollOptions) {
    this.#options = options;
    this.#kept = options.session;
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#deadline = afterReading(options.deadlineMs, () => {
      this.#expire();
    });
    this.#half = null;
    if (options.session === null) {
      void this.#askAnew();
    } else {
      this.#half = afterReading(options.deadlineMs / 2, () => void this.#askAnew());
      void this.#askKept(options.session);
    }
  }

  /** Ends the poll at once. */
  abandon(): void {
    this.#fail({
      reason: 'connection-lost',
      detail: 'The connection was closed from here.',
      code: null,
    });
  }

  /** A method, because the answer may change during any `await`. */
  #isOver(): boolean {
    return this.#settled;
  }

  async #askKept(session: Session): Promise<void> {
    const answer = await this.#ask(session);
    if (this.#isOver()) return;
    if (!answer.ended) {
      this.#finish(answer.result, answer.askedAt, session);
      return;
    }
    this.#kept = null;
    if (this.#opening === null) void this.#askAnew();
    else if (this.#failure !== null) this.#fail(this.#failure);
  }

  async #askAnew(): Promise<void> {
    if (this.#isOver() || this.#opening !== null) return;
    if (this.#half !== null) clearTimeout(this.#half);
    const { connection, applicationName, deadlineMs, connectTimeoutMs } = this.#options;
    this.#opening = new Opening({
      connection,
      applicationName,
      purpose: 'watch',
      statementTimeoutMs: statementTimeoutMs(deadlineMs),
      connectTimeoutMs,
      encryptionThatWorked: this.#options.encryptionThatWorked,
    });
    const opened = await this.#opening.result;
    if (this.#isOver()) {
      if (opened.ok) opened.session.destroy();
      return;
    }
    if (!opened.ok) {
      this.#failAnew(opened.failure);
      return;
    }
    this.#opened = opened.session;
    const answer = await this.#ask(opened.session);
    if (this.#isOver()) return;
    if (answer.result.kind === 'state' || this.#kept === null) {
      this.#finish(answer.result, answer.askedAt, answer.ended ? null : opened.session);
      return;
    }
    this.#failAnew({ ...answer.result, code: null });
  }

  /** The new connection brought nothing; the kept one may still, until the deadline. */
  #failAnew(failure: Failure): void {
    this.#failure = failure;
    if (this.#kept === null) this.#fail(failure);
  }

  async #ask(
    session: Session,
  ): Promise<{ result: ObservationResult; askedAt: EpochMs; ended: boolean }> {
    const text = statementFor(session.version.major);
    let askedAt = this.#options.clock.now();
    let answer: QueryResult = await session.query(statementName, text, columnName);
    if (!answer.ok && answer.failure.code === notInPrerequisiteState && !this.#isOver()) {
      askedAt = this.#options.clock.now();
      answer = await session.query(statementName, text, columnName);
    }
    if (!answer.ok) {
      const { reason, detail } = answer.failure;
      return { result: { kind: 'no-state', reason, detail }, askedAt, ended: answer.ended };
    }
    const read = readObservation(answer.value);
    if (read.kind === 'state') return { result: read, askedAt, ended: false };
    const result = { kind: 'no-state', reason: 'protocol', detail: read.message } as const;
    return { result, askedAt, ended: false };
  }

  #expire(): void {
    if (this.#settled) return;
    const { deadlineMs } = this.#options;
    if (this.#failure !== null) {
      this.#fail(this.#failure);
      return;
    }
    if (this.#kept === null && this.#opening !== null && this.#opened === null) {
      // The attempt itself knows best how far it has come.
      this.#opening.expire(deadlineMs);
      return;
    }
    const detail = `The connection stands, but the query was not answered within ${deadlineMs} ms.`;
    this.#fail({ reason: 'timed-out', detail, code: null });
  }

  #fail(failure: Failure): void {
    const { reason, detail } = failure;
    this.#finish({ kind: 'no-state', reason, detail }, null, null);
  }

  /** Settles, and drops every connection but the one to keep. */
  #finish(result: ObservationResult, askedAt: EpochMs | null, keep: Session | null): void {
    if (this.#isOver()) return;
    this.#settled = true;
    clearTimeout(this.#deadline);
    if (this.#half !== null) clearTimeout(this.#half);
    if (this.#opened !== null && this.#opened !== keep) this.#opened.destroy();
    if (this.#opened === null) this.#opening?.expire(this.#options.deadlineMs);
    if (this.#kept !== null && this.#kept !== keep) this.#kept.destroy();
    this.#settle({ result, askedAt, session: keep });
  }
}
