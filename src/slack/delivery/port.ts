import type { Incident, OutboxItem, RootMessage } from '../../incidents/model.js';
import type { Silence } from '../../incidents/silences/model.js';
import type { Operation } from '../../operations/model.js';
import type { EpochMs } from '../../replication/observation.js';
import type { CardFacts } from '../../wording/operation-card.js';

/**
 * The durable outbox, as the delivery sees it. What it is told is on record when its promise
 * resolves, or waits in memory while the store is away.
 */
export interface OutboxPort {
  /** Pending and not before `now`, in order of creation. */
  readonly due: (now: EpochMs) => readonly OutboxItem[];
  readonly nextDueAt: () => EpochMs | null;
  /** Calls `listener` after something may have become due; returns the way to stop. */
  readonly onChange: (listener: () => void) => () => void;
  readonly incident: (id: string) => Incident | null;
  readonly operation: (id: string) => Operation | null;
  /** What an operation's card shows besides the operation. */
  readonly cardFacts: (operation: Operation) => CardFacts;
  /** Whether the configuration lets anybody ask for a promotion in this cluster. */
  readonly mayPromote: (cluster: string) => boolean;
  /** Of a cluster: those that have not ended, and those that ended not long ago. */
  readonly silences: (cluster: string) => readonly Silence[];
  /** Where the message of an incident or an operation stands. */
  readonly root: (subjectId: string) => RootMessage | null;
  /** On record before the send: a process that dies now leaves a message that is looked for. */
  readonly sending: (ids: readonly string[]) => Promise<void>;
  /** `place` says in words where a new message stands; null for an edit. */
  readonly sent: (
    ids: readonly string[],
    root?: RootMessage,
    ts?: string,
    place?: string | null,
  ) => Promise<void>;
  readonly retry: (ids: readonly string[], notBefore: EpochMs, error: string) => Promise<void>;
  readonly drop: (ids: readonly string[], error: string) => Promise<void>;
  /** Marked as being sent by a process that died: they may have arrived. */
  readonly ambiguous: () => readonly OutboxItem[];
}
