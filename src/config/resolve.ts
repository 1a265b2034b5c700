import type { NodeThresholds } from '../replication/findings/model.js';
import {
  defaultConnection,
  defaultLagHistory,
  defaultPolling,
  defaultThresholds,
} from './defaults.js';
import type { EnvironmentConfig } from './environment.js';
import type {
  AppConfig,
  ClusterConfig,
  ConnectionConfig,
  NodeConfig,
  StoreConfig,
} from './model.js';
import { digestOf, escalationRules, quietHoursOf } from './resolve-attention.js';
import { parseNodeUrl, type NodeUrl } from './node-url.js';
import {
  actingConnection,
  layOperations,
  nodeCommandsOf,
  operationRules,
  replicationOf,
} from './resolve-operations.js';
import type {
  ClusterFileConfig,
  FileConfig,
  NodeFileConfig,
  ThresholdsFileConfig,
} from './schema.js';

/** Lays defaults, cluster and node over one another. `file` has passed every check. */
export function resolveConfig(
  file: FileConfig,
  environment: EnvironmentConfig,
  defaultStoreDirectory: string,
  commandSecrets: readonly string[],
): AppConfig {
  const { slack } = file;
  return {
    slack: {
      mode: slack?.mode ?? 'socket',
      botToken: environment.SLACK_BOT_TOKEN ?? null,
      appToken: environment.SLACK_APP_TOKEN ?? null,
      signingSecret: environment.SLACK_SIGNING_SECRET ?? null,
      apiUrl: environment.SLACK_API_URL ?? null,
      listen: { host: slack?.listen?.host ?? '127.0.0.1', port: slack?.listen?.port ?? 3000 },
      fallbackChannel: slack?.fallback_channel ?? slack?.channel ?? null,
    },
    store: resolveStore(file, environment, defaultStoreDirectory),
    http:
      file.http === undefined
        ? null
        : { host: file.http.host ?? '127.0.0.1', port: file.http.port ?? 8428 },
    findingsUrl: file.findings_url ?? null,
    lagHistory: {
      fine: file.lag_history?.ten_seconds ?? defaultLagHistory.fine,
      middle: file.lag_history?.minutes ?? defaultLagHistory.middle,
      coarse: file.lag_history?.ten_minutes ?? defaultLagHistory.coarse,
    },
    logLevel: environment.PGREPL_LOG_LEVEL ?? file.log_level ?? 'info',
    ownEscalation: escalationRules(file.defaults?.escalation, undefined),
    clusters: Object.entries(file.clusters).map(([name, cluster]) =>
      resolveCluster(name, cluster, file),
    ),
    commandSecrets,
  };
}

function resolveStore(
  file: FileConfig,
  environment: EnvironmentConfig,
  defaultDirectory: string,
): StoreConfig {
  if (environment.PGREPL_STORE_URL !== undefined) {
    return { kind: 'url', url: environment.PGREPL_STORE_URL };
  }
  if (environment.PGREPL_STORE_DIRECTORY !== undefined) {
    return { kind: 'embedded', directory: environment.PGREPL_STORE_DIRECTORY };
  }
  if (file.store?.url !== undefined) return { kind: 'url', url: file.store.url };
  return { kind: 'embedded', directory: file.store?.directory ?? defaultDirectory };
}

function resolveCluster(name: string, cluster: ClusterFileConfig, file: FileConfig): ClusterConfig {
  const { defaults } = file;
  const { sync } = cluster;
  const operations = layOperations(defaults?.operations, cluster.operations);
  return {
    name,
    channel: cluster.channel ?? file.slack?.channel ?? null,
    schedule: cluster.schedule ?? defaults?.schedule ?? defaultPolling.schedule,
    deadlineMs: cluster.deadline ?? defaults?.deadline ?? defaultPolling.deadlineMs,
    connectTimeoutMs:
      cluster.connect_timeout ?? defaults?.connect_timeout ?? defaultPolling.connectTimeoutMs,
    flapWindowMs: cluster.flap_window ?? defaultPolling.flapWindowMs,
    escalation: escalationRules(defaults?.escalation, cluster.escalation),
    quietHours: quietHoursOf(defaults?.quiet_hours, cluster.quiet_hours),
    digest: digestOf(defaults?.digest, cluster.digest),
    contract:
      sync === undefined
        ? null
        : {
            required: sync.required,
            eligible: sync.eligible ?? null,
            synchronousCommit: sync.synchronous_commit ?? 'on',
          },
    systemIdentifier: cluster.system_identifier ?? null,
    operations: operations === undefined ? null : operationRules(operations),
    commandEnvironment: operations?.environment ?? [],
    nodes: Object.entries(cluster.nodes).map(([nodeName, node]) =>
      resolveNode(nodeName, node, cluster, file),
    ),
  };
}

function resolveNode(
  name: string,
  node: NodeFileConfig,
  cluster: ClusterFileConfig,
  file: FileConfig,
): NodeConfig {
  const connection = resolveConnection(node, cluster, file);
  const operations = layOperations(file.defaults?.operations, cluster.operations);
  return {
    declaration: {
      name,
      host: connection.host,
      port: connection.port,
      applicationName: node.application_name ?? name,
    },
    connection,
    thresholds: [file.defaults?.thresholds, cluster.thresholds, node.thresholds].reduce(
      layThresholds,
      defaultThresholds,
    ),
    acting: actingConnection(connection, operations),
    commands: nodeCommandsOf(node, operations),
    replication: replicationOf(node, connection, operations),
  };
}

/** What stands nearest to the node wins: its keys, its URL, the cluster's keys, the defaults. */
function resolveConnection(
  node: NodeFileConfig,
  cluster: ClusterFileConfig,
  file: FileConfig,
): ConnectionConfig {
  const url = urlOf(node);
  const far = { ...file.defaults, ...cluster };
  return {
    host: node.host ?? url?.host ?? '',
    port: node.port ?? url?.port ?? defaultConnection.port,
    user: node.user ?? url?.user ?? far.user ?? defaultConnection.user,
    password: node.password ?? url?.password ?? far.password ?? null,
    database: node.database ?? url?.database ?? far.database ?? defaultConnection.database,
    sslMode: node.sslmode ?? url?.sslMode ?? far.sslmode ?? defaultConnection.sslMode,
    sslRootCert: node.sslrootcert ?? url?.sslRootCert ?? far.sslrootcert ?? null,
  };
}

function urlOf(node: NodeFileConfig): NodeUrl | null {
  if (node.url === undefined) return null;
  const parsed = parseNodeUrl(node.url);
  return parsed.ok ? parsed.url : null;
}

function layThresholds(
  base: NodeThresholds,
  over: ThresholdsFileConfig | undefined,
): NodeThresholds {
  if (over === undefined) return base;
  return {
    lagWarningBytes: over.lag_bytes?.warning ?? base.lagWarningBytes,
    lagCriticalBytes: over.lag_bytes?.critical ?? base.lagCriticalBytes,
    lagWarningMs: over.lag_time?.warning ?? base.lagWarningMs,
    lagCriticalMs: over.lag_time?.critical ?? base.lagCriticalMs,
    lagForMs: over.lag_for ?? base.lagForMs,
    lagClearRatio: over.lag_clear_ratio ?? base.lagClearRatio,
    clearForMs: over.clear_for ?? base.clearForMs,
    disconnectedForMs: over.disconnected_for ?? base.disconnectedForMs,
    pausedBytes: over.paused_bytes ?? base.pausedBytes,
    pausedForMs: over.paused_for ?? base.pausedForMs,
    syncWaitMs: over.sync_wait ?? base.syncWaitMs,
    slotInactiveForMs: over.slot_inactive_for ?? base.slotInactiveForMs,
    slotRetainedWarningBytes: over.slot_retained?.warning ?? base.slotRetainedWarningBytes,
    slotRetainedCriticalBytes: over.slot_retained?.critical ?? base.slotRetainedCriticalBytes,
    slotTimeLeftWarningMs: over.slot_time_left?.warning ?? base.slotTimeLeftWarningMs,
    slotTimeLeftCriticalMs: over.slot_time_left?.critical ?? base.slotTimeLeftCriticalMs,
    archiveForMs: over.archive_for ?? base.archiveForMs,
    archiveBacklogWarningFiles: over.archive_backlog?.warning ?? base.archiveBacklogWarningFiles,
    archiveBacklogCriticalFiles: over.archive_backlog?.critical ?? base.archiveBacklogCriticalFiles,
    conflictsCount: over.conflicts ?? base.conflictsCount,
    conflictsWithinMs: over.conflicts_within ?? base.conflictsWithinMs,
  };
}
