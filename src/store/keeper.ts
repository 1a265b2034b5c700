import type pg from 'pg';
import type { Clock } from '../clock.js';
import type { EpochMs } from '../replication/observation.js';
import { attach, type Attachment, type AttachOptions, type Previous } from './attach.js';
import type { StoreLog } from './connection.js';
import { messageOf, StoreError, statementError } from './errors.js';
import { confirmLease, readLease } from './ownership.js';
import { discard, endSession } from './session.js';

export type StoreStatus = 'up' | 'down';

export interface StoreHealth {
  readonly status: StoreStatus;
  readonly since: EpochMs;
  /** Why it is down; null while it is up. */
  readonly reason: StoreError | null;
}

export interface KeeperOptions extends AttachOptions {
  readonly clock: Clock;
  readonly log: StoreLog;
  /** How often the session that holds the lock is asked for a sign of life, ms. */
  readonly heartbeatMs: number;
}

const firstPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * Keeps the way to the store: attaches, notices when it breaks, and attaches again by itself until
 * it is closed or somebody else owns the store.
 */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #onHealth = new Set<(health: StoreHealth) => void>();
  readonly #waiters = new Set<(final: StoreError | null) => void>();
  readonly #onLockLost = new Set<(error: StoreError) => void>();
  #health: StoreHealth;
  #attachment: Attachment | null = null;
  #previous: Previous | null = null;
  #systemIdentifier: string | null = null;
  #final: StoreError | null = null;
  #attaching: Promise<void> | null = null;
  #checking: Promise<void> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #heartbeat: NodeJS.Timeout | null = null;
  #pauseMs = firstPauseMs;

  constructor(options: KeeperOptions) {
    this.#options = options;
    const reason = new StoreError('unavailable', 'The store has not been reached yet');
    this.#health = { status: 'down', since: options.clock.now(), reason };
  }

  get health(): StoreHealth {
    return this.#health;
  }

  /** True once somebody else owns the store. */
  get dispossessed(): boolean {
    return this.#final?.code === 'conflict';
  }

  /** What this process's writes are recognised by. */
  get token(): string {
    return this.#options.token;
  }

  /** The system identifier of the server last attached to; null if unknown. */
  get systemIdentifier(): string | null {
    return this.#systemIdentifier;
  }

  /** Resolves once there is a way to the store; rejects if there never will be. */
  async whenUp(): Promise<void> {
    if (this.#attachment !== null) return;
    if (this.#final !== null) throw this.#final;
    await new Promise<void>((resolve, reject) => {
      this.#waiters.add((final) => {
        if (final === null) resolve();
        else reject(final);
      });
    });
  }

  onHealth(listener: (health: StoreHealth) => void): () => void {
    this.#onHealth.add(listener);
    return () => this.#onHealth.delete(listener);
  }

  onLockLost(listener: (error: StoreError) => void): () => void {
    this.#onLockLost.add(listener);
    return () => this.#onLockLost.delete(listener);
  }

  /** The first attempt. Rejects if nothing would come of another one; else goes on by itself. */
  async start(): Promise<void> {
    await this.#attach();
    if (this.#attachment !== null) return;
    const { reason } = this.#health;
    if (reason !== null && reason.code !== 'unavailable') {
      await this.close(reason);
      throw reason;
    }
  }

  /**
   * Lends a session to `work`. Rejects with a `StoreError`, whose message says what the store could
   * not do: `doing`. What is no failure of the store but a bug of `work` is handed on as it is.
   */
  async run<T>(doing: string, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    const attachment = this.#attachment;
    if (attachment === null) throw this.#downError(doing);
    let client: pg.PoolClient;
    try {
      client = await attachment.pool.take();
    } catch (error) {
      void this.check('write');
      // Even a wrong password says nothing of what was asked.
      throw new StoreError('unavailable', `The store could not ${doing}: ${messageOf(error)}`, {
        cause: error,
      });
    }
    try {
      const result = await work(client);
      attachment.pool.giveBack(client);
      return result;
    } catch (error) {
      const failure = statementError(error, doing);
      // Whatever state the session is in (an open transaction, an answer yet to come): not again.
      attachment.pool.drop(client, failure);
      if (isBug(error)) throw error;
      if (failure.code !== 'refused') void this.check('write');
      throw failure;
    }
  }

  /**
   * Finds out whether the store works, and acts on it: by reading on every heartbeat, by writing
   * after a failure, so that a store that can only be read does not pass for one that works.
   */
  async check(how: 'read' | 'write'): Promise<void> {
    this.#checking ??= this.#check(how).finally(() => {
      this.#checking = null;
    });
    await this.#checking;
  }

  /** Ends it for good. `reason` is what callers get from now on. */
  async close(reason = new StoreError('unavailable', 'The store was closed')): Promise<void> {
    this.#final ??= reason;
    if (this.#retry !== null) clearTimeout(this.#retry);
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    const { connectMs } = this.#options.timeouts;
    await within(connectMs, Promise.all([this.#attaching, this.#checking]));
    const attachment = this.#attachment;
    this.#attachment = null;
    // Nobody needs to be told of an end that was asked for.
    this.#onHealth.clear();
    this.#health = { status: 'down', since: this.#options.clock.now(), reason: this.#final };
    this.#answerWaiters();
    if (attachment === null) return;
    await attachment.pool.end(connectMs);
    await endSession(attachment.lock, connectMs);
  }

  async #attach(): Promise<void> {
    this.#attaching ??= this.#tryAttach().finally(() => {
      this.#attaching = null;
    });
    await this.#attaching;
  }

  async #tryAttach(): Promise<void> {
    try {
      const attachment = await attach(this.#options, this.#previous);
      if (this.#final !== null) {
        discard(attachment.lock);
        attachment.pool.destroy();
        return;
      }
      this.#adopt(attachment);
    } catch (error) {
      const reason = statementError(error, 'be reached');
      const lasting = reason.code === 'conflict' || reason.code === 'schema';
      if (lasting) this.#giveUp(reason);
      else this.#attachLater(reason);
    }
  }

  #adopt(attachment: Attachment): void {
    this.#attachment = attachment;
    this.#previous = { session: attachment.session };
    this.#systemIdentifier = attachment.server.systemIdentifier;
    this.#pauseMs = firstPauseMs;
    attachment.lock.once('end', () => {
      const reason = 'The store closed the session that holds its lock';
      this.#lose(attachment, new StoreError('unavailable', reason));
    });
    this.#heartbeat ??= setInterval(() => void this.check('read'), this.#options.heartbeatMs);
    this.#setHealth('up', null);
  }

  async #check(how: 'read' | 'write'): Promise<void> {
    const attachment = this.#attachment;
    if (attachment === null) return;
    try {
      const { token } = this.#options;
      const confirmed = how === 'read' ? readLease : confirmLease;
      const ours = await confirmed(attachment.lock, token);
      if (!ours) {
        const { where } = this.#options.connection;
        throw new StoreError('conflict', `The store at ${where} was taken over by another pgrepl`);
      }
      if (how === 'write') attachment.pool.giveBack(await attachment.pool.take());
    } catch (error) {
      this.#lose(attachment, statementError(error, 'give a sign of life'));
    }
  }

  /** Lets go of an attachment that does not work any more. */
  #lose(attachment: Attachment, reason: StoreError): void {
    if (this.#attachment !== attachment) return;
    this.#attachment = null;
    attachment.pool.destroy();
    discard(attachment.lock);
    if (reason.code === 'conflict' || reason.code === 'schema') this.#giveUp(reason);
    else this.#attachLater(reason);
  }

  #attachLater(reason: StoreError): void {
    if (this.#final !== null) return;
    this.#setHealth('down', reason);
    this.#retry = setTimeout(() => void this.#attach(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
  }

  #giveUp(reason: StoreError): void {
    const owned = this.#previous !== null;
    this.#final ??= reason;
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    this.#setHealth('down', reason);
    if (!owned) return;
    this.#options.log.warn({ err: reason }, 'this process does not own the store any more');
    for (const listener of this.#onLockLost) listener(reason);
  }

  #downError(doing: string): StoreError {
    const reason = this.#final ?? this.#health.reason;
    if (this.#final !== null) return this.#final;
    return new StoreError(
      'unavailable',
      `The store could not ${doing}: ${reason?.message ?? 'it is down'}`,
      { cause: reason },
    );
  }

  #answerWaiters(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const answer of waiters) answer(this.#final);
  }

  #setHealth(status: StoreStatus, reason: StoreError | null): void {
    const changed = this.#health.status !== status;
    const since = changed ? this.#options.clock.now() : this.#health.since;
    this.#health = { status, since, reason };
    if (status === 'up' || this.#final !== null) this.#answerWaiters();
    const { log, connection } = this.#options;
    if (!changed) return;
    if (status === 'up') log.info({ where: connection.where }, 'the store is up');
    else log.warn({ where: connection.where, err: reason }, 'the store is down');
    for (const listener of this.#onHealth) listener(this.#health);
  }
}

/** What neither the driver nor the network throws. */
function isBug(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
}

/** Waits for work that never rejects, but not for longer than this. */
async function within(deadlineMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise((resolve) => {
    timer = setTimeout(resolve, deadlineMs);
  });
  await Promise.race([work, deadline]);
  clearTimeout(timer);
}
