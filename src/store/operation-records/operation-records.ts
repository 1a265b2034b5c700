import type { AuditRecord } from '../../incidents/record.js';
import type { Approval, Operation, OperationState } from '../../operations/model.js';
import type {
  ApproveResult,
  CreateResult,
  Ending,
  NewOperation,
  OperationWrite,
} from '../../operations/record.js';
import { isUnavailable } from '../errors.js';
import type { Keeper } from '../keeper.js';
import { approveOperation } from './approve.js';
import { createOperation } from './create.js';
import {
  findOperation,
  listOperations,
  openOperations,
  overdueOperations,
  type OperationFilter,
  type OperationName,
} from './read.js';
import { writeOperation } from './write.js';

/**
 * What is decided and done about operations, on record. Every change is one transaction and one
 * round trip, with its audit records in it. Every method rejects with a `StoreError` when the store
 * does not confirm it.
 */
export class OperationRecords {
  readonly #keeper: Pick<Keeper, 'run' | 'token'>;
  readonly #audit: (records: readonly AuditRecord[]) => Promise<void>;

  constructor(
    keeper: Pick<Keeper, 'run' | 'token'>,
    audit: (records: readonly AuditRecord[]) => Promise<void>,
  ) {
    this.#keeper = keeper;
    this.#audit = audit;
  }

  /** `busy` with the cluster's operation that has not ended, even if its time is over. */
  async create(operation: NewOperation, audit: readonly AuditRecord[]): Promise<CreateResult> {
    return this.#keeper.run('record a request', (client) =>
      createOperation(client, this.#keeper.token, operation, audit),
    );
  }

  /** Rejects with `refused` if there is no such operation. */
  async approve(
    operationId: string,
    approval: Omit<Approval, 'at'>,
    claimedBy: string,
    audit: readonly AuditRecord[],
  ): Promise<ApproveResult> {
    return this.#keeper.run('record an approval', (client) =>
      approveOperation(client, this.#keeper.token, { operationId, approval, claimedBy, audit }),
    );
  }

  /**
   * Null if the operation is in none of the states `from`, or in one in which the change makes no
   * sense: a plan whose version is not the next, an expiry before its time.
   */
  async write(write: OperationWrite, from: readonly OperationState[]): Promise<Operation | null> {
    return this.#keeper.run('record an operation', (client) =>
      writeOperation(client, this.#keeper.token, write, from),
    );
  }

  async find(by: OperationName): Promise<Operation | null> {
    return this.#keeper.run('read an operation', (client) => findOperation(client, by));
  }

  /** Those that have not ended, oldest first. */
  async open(): Promise<readonly Operation[]> {
    return this.#keeper.run('read operations', openOperations);
  }

  /** Ends requests whose time is over by the store's clock; returns those that it ended. */
  async expire(ending: (operation: Operation) => Ending): Promise<readonly Operation[]> {
    const overdue = await this.#keeper.run('read operations', overdueOperations);
    const ended: Operation[] = [];
    for (const operation of overdue) {
      const { outcome, audit } = ending(operation);
      const change = { kind: 'ended', outcome } as const;
      const result = await this.write({ operationId: operation.id, change, audit }, ['requested']);
      if (result !== null) ended.push(result);
    }
    return ended;
  }

  /** The newest first. */
  async list(filter: OperationFilter): Promise<readonly Operation[]> {
    return this.#keeper.run('list operations', (client) => listOperations(client, filter));
  }

  /** Puts records on the audit log that belong to no change of an operation. */
  async audit(records: readonly AuditRecord[]): Promise<void> {
    await this.#audit(records);
  }

  /** True for an error after which the same may be asked again later. */
  isUnavailable(error: unknown): boolean {
    return isUnavailable(error);
  }
}
