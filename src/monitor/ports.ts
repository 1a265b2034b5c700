import type { ApplyResult, StoreChange, StoredState } from '../incidents/record.js';
import type { EpochMs, Observation } from '../replication/observation.js';

/** What the monitor asks of a node's connection. */
export interface NodeProbe {
  /** Never rejects, and never takes longer than the node's deadline. */
  readonly observe: () => Promise<Observation>;
  /** Calls `listener` when an established connection ends unexpectedly; returns the way to stop. */
  readonly onLost: (listener: () => void) => () => void;
  readonly close: () => void;
}

/** What the monitor asks of the store. */
export interface StorePort {
  readonly load: (resolvedSince: EpochMs) => Promise<StoredState>;
  /** All or nothing; rejects if the store did not confirm it, in which case it may be repeated. */
  readonly apply: (changes: readonly StoreChange[]) => Promise<ApplyResult>;
  /** True for an error that says nothing about the changes: the store is not there right now. */
  readonly isUnavailable: (error: unknown) => boolean;
}

export interface Log {
  readonly debug: (fields: object, message: string) => void;
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
}
