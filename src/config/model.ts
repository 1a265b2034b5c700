import type { DigestRules } from '../incidents/attention/digest-time.js';
import type { EscalationRules } from '../incidents/attention/escalate.js';
import type { QuietHours } from '../incidents/attention/quiet-hours.js';
import type { NodeThresholds } from '../replication/findings/model.js';
import type { NodeCommand } from '../operations/facts.js';
import type { OperationRules } from '../operations/model.js';
import type { LagRetention } from '../replication/lag-history/model.js';
import type { NodeDeclaration } from '../replication/topology/model.js';

/** The whole configuration after defaults, file and environment have been laid over one another. */
export interface AppConfig {
  readonly slack: SlackConfig;
  readonly store: StoreConfig;
  /** Where health, readiness and metrics are served; null for nowhere. */
  readonly http: { readonly host: string; readonly port: number } | null;
  readonly logLevel: LogLevel;
  /** Where the pages of `docs/findings` are published; null for nowhere. */
  readonly findingsUrl: string | null;
  /** For how long the history of lag is kept. */
  readonly lagHistory: LagRetention;
  /** For what pgrepl finds about itself; null where nobody is called. */
  readonly ownEscalation: EscalationRules | null;
  readonly clusters: readonly ClusterConfig[];
  /** What variables with a telling name stand for in commands: to be shown nowhere. */
  readonly commandSecrets: readonly string[];
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

export interface SlackConfig {
  readonly mode: 'socket' | 'http';
  /** Null while not set: reading and checking work without Slack, starting does not. */
  readonly botToken: string | null;
  readonly appToken: string | null;
  readonly signingSecret: string | null;
  /** Where Slack's API is; null for Slack's own. */
  readonly apiUrl: string | null;
  /** For HTTP mode. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Where pgrepl speaks of itself, and where it speaks when a cluster's channel refuses it. */
  readonly fallbackChannel: string | null;
}

export type StoreConfig =
  | { readonly kind: 'embedded'; readonly directory: string }
  | { readonly kind: 'url'; readonly url: string };

export interface ClusterConfig {
  readonly name: string;
  /** `#name` or an id; null if none was given. */
  readonly channel: string | null;
  /** A cron expression of six fields, seconds first. */
  readonly schedule: string;
  /** How long a node may take to answer one poll, ms. */
  readonly deadlineMs: number;
  readonly connectTimeoutMs: number;
  /** Within this time after its resolution an incident reopens instead of a new one opening, ms. */
  readonly flapWindowMs: number;
  /** Null where nobody is called for what is not acknowledged. */
  readonly escalation: EscalationRules | null;
  /** Null where warnings never wait. */
  readonly quietHours: QuietHours | null;
  /** When its channel is told how the day was; null for never. */
  readonly digest: DigestRules | null;
  readonly contract: DeclaredContract | null;
  /** Of its servers; null where it is learned. */
  readonly systemIdentifier: string | null;
  /** Null where nothing is said of operations: then there are none. */
  readonly operations: OperationRules | null;
  /** Names of pgrepl's environment variables that commands get too. */
  readonly commandEnvironment: readonly string[];
  readonly nodes: readonly NodeConfig[];
}

/** The sync contract as the configuration declares it. */
export interface DeclaredContract {
  readonly required: number;
  /** Null where only `required` was declared. */
  readonly eligible: number | null;
  readonly synchronousCommit: string;
}

export interface NodeConfig {
  readonly declaration: NodeDeclaration;
  readonly connection: ConnectionConfig;
  readonly thresholds: NodeThresholds;
  /** The connection by which pgrepl acts on it. */
  readonly acting: ConnectionConfig;
  /** Argument vectors, never empty; placeholders stand in them as they were written. */
  readonly commands: Readonly<Partial<Record<NodeCommand, readonly string[]>>>;
  readonly replication: ReplicationConfig;
}

/** How standbys reach a node: what goes into their `primary_conninfo`. */
export interface ReplicationConfig {
  readonly host: string;
  readonly port: number;
  /** Null where nothing was said: a standby keeps what it logs in with. */
  readonly user: string | null;
  readonly password: string | null;
  readonly sslMode: SslMode | null;
}

export interface ConnectionConfig {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Null: `~/.pgpass` or no password. */
  readonly password: string | null;
  readonly database: string;
  readonly sslMode: SslMode;
  /** A file with the trusted certificates; null for the system's. */
  readonly sslRootCert: string | null;
}

export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';
