import type { Lsn } from '../replication/lsn.js';
import type { EpochMs, NodeState } from '../replication/observation.js';
import type { Topology } from '../replication/topology/model.js';
import type { SyncContract } from '../replication/findings/model.js';
import type { FailedFence } from './failed-fence.js';
import type { DriverKind, OperationKind, OperationRules } from './model.js';

/** Everything that a plan is made from. Nothing else may influence it. */
export interface PlanInput {
  readonly kind: OperationKind;
  readonly now: EpochMs;
  readonly topology: Topology;
  /** The newest state of each node that ever gave one. */
  readonly states: ReadonlyMap<string, { readonly at: EpochMs; readonly state: NodeState }>;
  /** What was asked for this plan alone; a node that gave no answer is missing. */
  readonly facts: ReadonlyMap<string, NodeFacts>;
  readonly contract: SyncContract | null;
  /** Null: the best candidate is proposed. */
  readonly target: string | null;
  /** The cluster that another cluster's node belongs to, for the one who named a wrong one. */
  readonly clusterOf?: (node: string) => string | null;
  /** What the configuration says of how standbys log in at a node, by its name; null: as they do now. */
  readonly logins?: ReadonlyMap<string, ReplicationLogin>;
  readonly forced: boolean;
  readonly rules: OperationRules;
  readonly hands: ReadonlyMap<string, NodeHandsSummary>;
  /** The last primary that was known, if none answers now. */
  readonly lastPrimary: string | null;
  /** A fence that an earlier promotion tried in vain not long ago; null or missing if there was none. */
  readonly fenceFailed?: FailedFence | null;
}

/** How standbys log in at a node by the configuration; null for what they have set already. */
export interface ReplicationLogin {
  /** Where they reach it, if that is not where pgrepl does. */
  readonly host?: string;
  readonly port?: number;
  readonly user: string | null;
  readonly sslMode: string | null;
}

/** What can be done at a node, by the configuration. */
export interface NodeHandsSummary {
  readonly driver: DriverKind;
  /** The commands that the configuration gives for the node, by name. */
  readonly commands: readonly NodeCommand[];
  /** What will be run for each, secrets removed; a plan fills the placeholders in. */
  readonly exact: Readonly<Partial<Record<NodeCommand, readonly string[]>>>;
}

/** Commands that the configuration may give for a node. */
export const nodeCommands = [
  /** Stops the server fast and cleanly; may return before it has ended. */
  'stop',
  'start',
  'restart',
  /** `pg_ctl promote` or the like: needed before 12 where no trigger file is known. */
  'promote',
  /** Prints what `pg_controldata` prints. */
  'control_data',
  /** Writes a standby's settings into a stopped server: placeholders, or standard input. */
  'make_standby',
  'rewind',
  'reclone',
  /** Makes sure that the node accepts no write (STONITH); 0 only if that is certain. */
  'fence',
] as const;

export type NodeCommand = (typeof nodeCommands)[number];

/** What one node says of itself beyond an observation; null where it is not visible or unknown. */
export interface NodeFacts {
  readonly node: string;
  readonly at: EpochMs;
  /** The role that pgrepl acts as, and what it may do. */
  readonly actingRole: string;
  readonly may: ActingRights;
  readonly dataDirectory: string | null;
  readonly configFile: string | null;
  readonly hbaFile: string | null;
  readonly dataChecksums: boolean | null;
  readonly walLogHints: boolean | null;
  readonly fullPageWrites: boolean | null;
  /** `recovery_target_timeline`: a GUC from 12 on; null before. */
  readonly recoveryTargetTimeline: string | null;
  /** Standby's source as set, a word in place of its password; null where it is not visible. */
  readonly primaryConninfo: string | null;
  readonly restoreCommandSet: boolean | null;
  /**
   * `promote_trigger_file` (12 to 15), or `trigger_file` of `recovery.conf` (10, 11) for a superuser;
   * empty where none is set.
   */
  readonly triggerFile: string | null;
  /** Running base backups: walsenders in state `backup` and exclusive backups. */
  readonly baseBackups: number | null;
  /** Files in `archive_status` that end in `.ready`. */
  readonly archiveReadyFiles: number | null;
  readonly archiveMode: string | null;
  /** The oldest transaction of a client, and how many are older than the bound asked for. */
  readonly longestTransactionMs: number | null;
  readonly longTransactions: number | null;
  /** Prepared transactions: they survive a switchover and hold their locks. */
  readonly preparedTransactions: number | null;
  /** Walsenders and slots in use. */
  readonly walSendersUsed: number | null;
  readonly slotsUsed: number | null;
  /** `pg_hba_file_rules` that concern replication, in order; null where they are not visible. */
  readonly replicationHba: readonly HbaRule[] | null;
  /** From here on to the time: `pg_control_checkpoint()`, the time by the server's clock. */
  readonly checkpointLsn: Lsn | null;
  readonly redoLsn: Lsn | null;
  readonly checkpointTimeline: number | null;
  readonly lastCheckpointAt: EpochMs | null;
  /** The oldest WAL segment at hand; null where it is not visible. */
  readonly oldestWalFile: string | null;
}

export interface ActingRights {
  readonly superuser: boolean;
  readonly replication: boolean;
  /** EXECUTE on `pg_promote`; null before 12. */
  readonly promote: boolean | null;
  readonly reload: boolean;
  readonly checkpoint: boolean;
  /** `ALTER SYSTEM SET` of each of these: superuser up to 14, by GRANT from 15 on. */
  readonly alterSystem: Readonly<
    Record<'primary_conninfo' | 'primary_slot_name' | 'synchronous_standby_names', boolean>
  >;
  readonly signalBackends: boolean;
}

export interface HbaRule {
  readonly line: number;
  /** `local`, `host`, `hostssl`, `hostnossl`, … */
  readonly type: string;
  readonly databases: readonly string[];
  readonly users: readonly string[];
  readonly address: string | null;
  readonly netmask: string | null;
  readonly method: string;
}
