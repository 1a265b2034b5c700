import type { ClusterSnapshot, FleetSnapshot } from '../../incidents/fleet.js';
import type { Incident } from '../../incidents/model.js';
import type { ChangeBurst } from '../../incidents/role-changes.js';
import type { Silence } from '../../incidents/silences/model.js';
import type { Operation } from '../../operations/model.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Handlers } from '../ports.js';

/** Everything that the Home tab shows, as of one moment. */
export interface Board {
  readonly at: EpochMs;
  readonly fleet: FleetSnapshot;
  /** Open ones of all clusters, the worst and then the oldest first. */
  readonly incidents: readonly Incident[];
  /** Not ended, each with what it waits for. */
  readonly operations: readonly {
    readonly operation: Operation;
    readonly waitsFor: string | null;
  }[];
  readonly silences: readonly Silence[];
  /** What ended or changed lately, the newest first; null while the store can't be asked. */
  readonly recent: Recent | null;
}

export interface Recent {
  readonly incidents: readonly Incident[];
  readonly operations: readonly Operation[];
  /** Of roles and timelines. */
  readonly changes: readonly ChangeBurst[];
}

/** Puts together what is known, all but `recent` from memory. */
export function makeBoard(handlers: Handlers, recent: Recent | null, at: EpochMs): Board {
  const fleet = handlers.fleet();
  const { operations } = handlers;
  return {
    at,
    fleet,
    incidents: worstFirst(fleet.clusters),
    operations: operations
      .open()
      .map((operation) => ({ operation, waitsFor: operations.waitsFor(operation.id) })),
    silences: handlers.silences.standing(),
    recent,
  };
}

function worstFirst(clusters: readonly ClusterSnapshot[]): readonly Incident[] {
  return clusters
    .flatMap(({ incidents }) => incidents)
    .toSorted(
      (a, b) =>
        Number(b.severity === 'critical') - Number(a.severity === 'critical') ||
        a.openedAt - b.openedAt,
    );
}
