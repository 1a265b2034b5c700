import type { Clock } from '../clock.js';
import type { AuditRecord } from '../incidents/record.js';
import type { ClusterParts } from './cluster-parts.js';
import type { OperationMemory } from './memory.js';
import type { Log, OperationStore } from './ports.js';

/** What everything in this room works with. */
export interface OperatorParts {
  /** Clusters whose configuration allows operations, by name. */
  readonly clusters: ReadonlyMap<string, ClusterParts>;
  /** The nodes of every cluster that is watched, by its name. */
  readonly watched: ReadonlyMap<string, readonly string[]>;
  readonly store: OperationStore;
  /** Puts a record on the audit log as soon as the store takes it; of what was only said, never of a deed. */
  readonly auditLater: (record: AuditRecord) => void;
  readonly memory: OperationMemory;
  readonly clock: Clock;
  readonly log: Log;
  /** Makes a UUID. */
  readonly newId: () => string;
  /** SHA-256 in hexadecimal. */
  readonly hash: (text: string) => string;
  /** This process, in words that help to find it: host and process id. */
  readonly owner: string;
}
