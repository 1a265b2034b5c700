import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { MessagePlace } from '../incidents/desk.js';
import type { Incident, TimelineEntry, RootMessage } from '../incidents/model.js';
import type { ApplyResult, StoreChange, StoredState } from '../incidents/record.js';
import type { RecordedChange } from '../incidents/role-changes.js';
import type { RecordedTimeline } from '../incidents/timeline.js';
import type { EpochMs } from '../replication/observation.js';
import type { StoreConnection, StoreLog } from './connection.js';
import { isUnavailable, type StoreError } from './errors.js';
import { Keeper, type StoreHealth, type StoreStatus } from './keeper.js';
import { readMigrations } from './migration-files.js';
import { applyChanges, prepareBatch } from './operations/apply-changes.js';
import { findIncident } from './operations/find-incident.js';
import { findRoot } from './operations/find-root.js';
import { knowsMessage } from './operations/knows-message.js';
import {
  auditHead,
  auditPage,
  listAudit,
  type AuditEntry,
  type AuditFilter,
} from './operations/list-audit.js';
import { listIncidents, type IncidentFilter } from './operations/list-incidents.js';
import { listRoleChanges } from './operations/list-role-changes.js';
import { listTimeline, type TimelineFilter } from './operations/list-timeline.js';
import { findIncidentAt, notedMessages, notesOf } from './operations/notes.js';
import { loadState } from './operations/load-state.js';
import { readTimeline } from './operations/read-timeline.js';
import { pruneOutbox } from './operations/prune-outbox.js';
import { Examinations } from './examinations.js';
import { LagRecords } from './lag-history/lag-records.js';
import { OperationRecords } from './operation-records/operation-records.js';
import { auditLog, auditPageSize, type AuditLog } from './read-audit.js';
import { defaultTimeouts, type StoreTimeouts } from './session.js';
import type { AuditVerdict } from './verify-audit.js';

export interface StoreOptions {
  readonly connection: StoreConnection;
  /** This process, in words that help to find it: host and process id. */
  readonly owner: string;
  readonly clock: Clock;
  readonly log: StoreLog;
  /** By default 3 s to connect and 3 s for a statement. */
  readonly timeouts?: StoreTimeouts;
  /** How often the store is asked for a sign of life, ms; by default 2 s. */
  readonly heartbeatMs?: number;
  /**
   * How long a store that another process holds is asked for before it is refused, ms; by default
   * 3 s, in which the session of a process that died goes away.
   */
  readonly lockPatienceMs?: number;
}

/**
 * Opens the store: connects, takes the owner's lock, brings the schema up to date.
 *
 * If the store cannot be reached, this resolves all the same, with a store that is `down` and goes
 * on trying by itself. It rejects with a `StoreError` where trying again would not help: another
 * process owns the store (`conflict`), its schema is not for this pgrepl (`schema`), or the server
 * refuses (`refused`). `connection` is closed then, unless it leads to another owner's store.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const keeper = new Keeper({
    connection: options.connection,
    owner: options.owner,
    token: randomUUID(),
    timeouts: options.timeouts ?? defaultTimeouts,
    migrations: await readMigrations(),
    lockPatienceMs: options.lockPatienceMs ?? 3_000,
    clock: options.clock,
    log: options.log,
    heartbeatMs: options.heartbeatMs ?? 2_000,
  });
  try {
    await keeper.start();
  } catch (error) {
    if (!keeper.dispossessed) await options.connection.close();
    throw error;
  }
  return new Store(keeper, options.connection);
}

/**
 * Where everything that must outlive this process is put on record. Every method that talks to the
 * server rejects with a `StoreError`, at the latest some seconds after it was called.
 */
export class Store {
  /** Promotions and switchovers. */
  readonly operations: OperationRecords;
  /** How far standbys were behind. */
  readonly lag: LagRecords;
  /** What the last daily examinations of set-ups found. */
  readonly examinations: Examinations;
  readonly #keeper: Keeper;
  readonly #connection: StoreConnection;
  readonly #audit: AuditLog;
  #applying: Promise<unknown> = Promise.resolve();

  constructor(keeper: Keeper, connection: StoreConnection) {
    this.#keeper = keeper;
    this.#connection = connection;
    this.operations = new OperationRecords(keeper, async (records) => {
      await this.apply(records.map((record) => ({ kind: 'audit', record })));
    });
    this.lag = new LagRecords(keeper);
    this.examinations = new Examinations(keeper);
    this.#audit = auditLog({
      list: (filter) => keeper.run('read the audit log', (client) => listAudit(client, filter)),
      head: () => keeper.run('read the audit log', auditHead),
      page: (afterSeq) =>
        keeper.run('read the audit log', (client) => auditPage(client, afterSeq, auditPageSize)),
    });
  }

  /**
   * Open incidents, those resolved at or after `resolvedSince`, and those that an unsent message
   * speaks of; with their root messages, all unsent messages, and what is known of each cluster.
   */
  async load(resolvedSince: EpochMs): Promise<StoredState> {
    return this.#keeper.run('read what it knows', (client) => loadState(client, resolvedSince));
  }

  /**
   * Records a batch, all or nothing, after those of earlier calls. Saying something twice changes
   * nothing: what has an id is recorded under it once, and of several states the last one said
   * stands. Returns the numbers of all incidents in the batch.
   */
  async apply(changes: readonly StoreChange[]): Promise<ApplyResult> {
    if (changes.length === 0) return { numbers: new Map() };
    const batch = prepareBatch(changes);
    const work = (): Promise<ApplyResult> =>
      this.#keeper.run(`record ${changes.length} changes`, (client) =>
        applyChanges(client, this.#keeper.token, batch),
      );
    const result = this.#applying.then(work, work);
    this.#applying = result.catch(() => undefined);
    return result;
  }

  /** See `isUnavailable`: true for an error after which the same may be asked again later. */
  isUnavailable(error: unknown): boolean {
    return isUnavailable(error);
  }

  /** Forgets messages that are done with and came up before `before`; returns how many. */
  async prune(before: EpochMs): Promise<number> {
    let total = 0;
    for (;;) {
      const { removed, more } = await this.#keeper.run('forget old messages', (client) =>
        pruneOutbox(client, before),
      );
      total += removed;
      if (!more) return total;
    }
  }

  /** The newest first. */
  async listIncidents(filter: IncidentFilter): Promise<readonly Incident[]> {
    return this.#keeper.run('list incidents', (client) => listIncidents(client, filter));
  }

  /** Which nodes changed their role or timeline since then, the newest first. */
  async listRoleChanges(since: EpochMs, limit: number): Promise<readonly RecordedChange[]> {
    return this.#keeper.run('list changes of roles', (client) =>
      listRoleChanges(client, since, limit),
    );
  }

  /** The incident called `INC-<number>`; null if there is none. */
  async findIncidentByNumber(number: number): Promise<Incident | null> {
    return this.#keeper.run('read an incident', (client) => findIncident(client, number));
  }

  /** The incident whose root message stands there, or stood there before; null if it is none's. */
  async findIncidentAt(root: MessagePlace): Promise<Incident | null> {
    return this.#keeper.run('read an incident', (client) => findIncidentAt(client, root));
  }

  /**
   * The messages that notes on incidents were made of which are open or ended since, and that are not
   * gone: those of open ones first, then the newest.
   */
  async notedMessages(endedSince: EpochMs, limit: number): Promise<readonly MessagePlace[]> {
    return this.#keeper.run('read notes', (client) => notedMessages(client, endedSince, limit));
  }

  /** All lines of timelines that were made of this message in Slack, in order. */
  async notesOf(message: MessagePlace): Promise<readonly TimelineEntry[]> {
    return this.#keeper.run('read notes', (client) => notesOf(client, message));
  }

  /** Where the message of an incident or an operation stands; null if it has none. */
  async findRoot(subjectId: string): Promise<RootMessage | null> {
    return this.#keeper.run('read where a message stands', (client) => findRoot(client, subjectId));
  }

  /** True if a message of this id was ever recorded, up to the time that done ones are kept. */
  async knowsMessage(id: string): Promise<boolean> {
    return this.#keeper.run('read a message', (client) => knowsMessage(client, id));
  }

  /** The oldest entry first; of more than `limit`, the newest ones. */
  async listTimeline(
    incidentId: string,
    filter: TimelineFilter,
  ): Promise<readonly TimelineEntry[]> {
    return this.#keeper.run('read a timeline', (client) =>
      listTimeline(client, incidentId, filter),
    );
  }

  /** Everything that the timeline of `INC-<number>` is made of; null if there is no such incident. */
  async timeline(number: number): Promise<RecordedTimeline | null> {
    return this.#keeper.run('read a timeline', (client) => readTimeline(client, number));
  }

  /** The newest first. */
  async listAudit(filter: AuditFilter): Promise<readonly AuditEntry[]> {
    return this.#audit.list(filter);
  }

  /** Holds every audit record against its hash and the one before, a page at a time. */
  async verifyAudit(): Promise<AuditVerdict> {
    return this.#audit.verify();
  }

  /** The audit log from its first record on, read page by page as it is consumed. */
  exportAudit(): AsyncGenerator<AuditEntry, void, undefined> {
    return this.#audit.entries();
  }

  status(): StoreStatus {
    return this.#keeper.health.status;
  }

  /** The status with its beginning and, while down, its reason. */
  health(): StoreHealth {
    return this.#keeper.health;
  }

  /** Calls `listener` whenever the store goes up or down; returns the way to stop. */
  onStatus(listener: (health: StoreHealth) => void): () => void {
    return this.#keeper.onHealth(listener);
  }

  /** Resolves once the store is up; rejects if it never will be. */
  async whenUp(): Promise<void> {
    return this.#keeper.whenUp();
  }

  /**
   * Calls `listener` when somebody else came to own the store, or it was replaced, while it could
   * not be reached. This store is of no more use then: what is in memory is not what it holds.
   */
  onLockLost(listener: (error: StoreError) => void): () => void {
    return this.#keeper.onLockLost(listener);
  }

  /**
   * The system identifier of the store's server, to be held against those of the watched clusters;
   * null while it was never reached, or where the role may not read it.
   */
  storeSystemIdentifier(): string | null {
    return this.#keeper.systemIdentifier;
  }

  /**
   * Lets go of the store and its lock, and stops an embedded server unless it serves another owner
   * by now. May be called twice.
   */
  async close(): Promise<void> {
    await this.#keeper.close();
    if (!this.#keeper.dispossessed) await this.#connection.close();
  }
}
