import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import type { AuditRecord } from '../../../../src/incidents/record.js';
import type { Operation, OperationState } from '../../../../src/operations/model.js';
import type { OperationChange } from '../../../../src/operations/record.js';
import type { OperationStore } from '../../../../src/operator/ports.js';
import type { Store } from '../../../../src/store/index.js';
import { embeddedPlace, externalPlace, externalServer, open, type StorePlace } from './stores.js';

export const places = ['embedded', 'external'] as const;

/** A store for the tests of one block, and short ways to what they ask of it. */
export interface OperationsAt {
  readonly store: Store;
  /** As the operator knows it: the compiler holds the store to the operator's port. */
  readonly operations: OperationStore;
  readonly place: StorePlace;
  /** Makes a change, from whatever state unless it says from which. */
  readonly make: (
    id: string,
    change: OperationChange,
    records?: readonly AuditRecord[],
    from?: readonly OperationState[],
  ) => Promise<Operation | null>;
  readonly isAudited: (id: string) => Promise<boolean>;
  /** The store's clock, ms. */
  readonly time: () => Promise<number>;
  /** Closes the store and opens it again. */
  readonly reopen: () => Promise<void>;
}

const states = ['requested', 'running', 'interrupted', 'ended'] as const;

/** A cluster of a test's own: there is one operation a cluster at a time. */
export function own(): string {
  return `own-${randomUUID()}`;
}

/** Opens a store before the tests of this block; at the end its audit log has to be whole. */
export function operationsAt(kind: (typeof places)[number]): OperationsAt {
  let place: StorePlace;
  let store: Store;
  let stop: () => Promise<void> = () => Promise.resolve();
  // No heartbeat notices anything before a test does.
  const opened = (): Promise<Store> => open(place.location, { heartbeatMs: 3_600_000 });

  beforeAll(async () => {
    if (kind === 'embedded') {
      place = await embeddedPlace();
    } else {
      const server = await externalServer();
      ({ stop } = server);
      place = await externalPlace(server.node);
    }
    store = await opened();
  });

  afterAll(async () => {
    expect(await store.verifyAudit()).toMatchObject({ ok: true });
    await store.close();
    await place.remove();
    await stop();
  });

  return {
    get store() {
      return store;
    },
    get operations() {
      return store.operations;
    },
    get place() {
      return place;
    },
    make: (id, change, records = [], from = states) =>
      store.operations.write({ operationId: id, change, audit: records }, from),
    isAudited: async (id) =>
      (await place.sql('select from pgrepl.audit where id = $1', [id])).length === 1,
    time: async () => {
      const [row] = await place.sql<{ at: Date }>('select now() as at');
      return row?.at.getTime() ?? Number.NaN;
    },
    reopen: async () => {
      await store.close();
      store = await opened();
    },
  };
}
