import type { Clock } from '../clock.js';
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
