import type { z } from 'zod';
import type { Clock } from '../../clock.js';
import type { EpochMs } from '../../replication/observation.js';
import { afterReading } from '../after-reading.js';
import type { Failure } from '../failure.js';
import type { RunResult, Session, Statement } from '../session.js';
import type { ActingSessions } from './acting-sessions.js';

/**
 * Why a statement brought nothing. `lost`: the session ended, or the time was up, before the answer
 * came, so that it may have been carried out; else the server refused it, and it was not.
 */
export class StatementError extends Error {
  readonly failure: Failure;
  readonly lost: boolean;

  constructor(failure: Failure, lost: boolean) {
    super(failure.detail);
    this.name = 'StatementError';
    this.failure = failure;
    this.lost = lost;
  }
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/** Statements on one session, one after another, all before one deadline. */
export class Conversation {
  readonly session: Session;
  readonly deadline: EpochMs;
  readonly #sessions: ActingSessions;
  readonly #clock: Clock;

  constructor(session: Session, deadline: EpochMs, sessions: ActingSessions, clock: Clock) {
    this.session = session;
    this.deadline = deadline;
    this.#sessions = sessions;
    this.#clock = clock;
  }

  get major(): number {
    return this.session.version.major;
  }

  /** How much is left until the deadline, ms; 0 when it is over. */
  get leftMs(): number {
    return Math.max(0, this.deadline - this.#clock.now());
  }

  /**
   * Runs one statement. When the deadline comes first, the session is dropped: the server may still
   * carry it out. @throws {StatementError} for whatever brings no rows
   */
  async ask(statement: Statement, secrets: readonly string[] = []): Promise<Rows> {
    const waitMs = this.leftMs;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<RunResult>((resolve) => {
      timer = afterReading(waitMs, () => {
        resolve({ ok: false, failure: notAnswered(waitMs), ended: true });
      });
    });
    const result = await Promise.race([this.session.run(statement, secrets), late]);
    clearTimeout(timer);
    if (result.ok) return result.rows;
    if (result.ended) this.#sessions.destroy(this.session);
    throw new StatementError(result.failure, result.ended);
  }

  /**
   * The same, with each row checked. @throws {StatementError} also for a row that is not as expected
   */
  async askFor<T>(schema: z.ZodType<T>, statement: Statement): Promise<readonly T[]> {
    const rows = await this.ask(statement);
    return rows.map((row) => {
      const parsed = schema.safeParse(row);
      if (parsed.success) return parsed.data;
      const path = parsed.error.issues[0]?.path.join('.') ?? '';
      const detail = `The server's answer has an unexpected ${path === '' ? 'row' : path}.`;
      throw new StatementError({ reason: 'protocol', detail, code: null }, false);
    });
  }
}

function notAnswered(afterMs: number): Failure {
  return {
    reason: 'timed-out',
    detail: `The connection stands, but the statement was not answered within ${afterMs} ms.`,
    code: null,
  };
}
