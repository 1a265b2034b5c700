import type { NodeCommand } from '../operations/facts.js';
import type { OperationKind, OperationRules, Principal } from '../operations/model.js';
import type { ConnectionConfig, ReplicationConfig } from './model.js';
import { defaultBounds, defaultOperations, defaultTimeouts } from './operations-defaults.js';
import type { OperationsFileConfig } from './operations-schema.js';
import type { NodeFileConfig } from './schema.js';

/** The cluster's section over that of the defaults; `undefined` if there is neither. */
export function layOperations(
  far: OperationsFileConfig | undefined,
  near: OperationsFileConfig | undefined,
): OperationsFileConfig | undefined {
  if (far === undefined || near === undefined) return near ?? far;
  return {
    ...far,
    ...near,
    switchover: { ...far.switchover, ...near.switchover },
    promote: { ...far.promote, ...near.promote },
    bounds: { ...far.bounds, ...near.bounds },
    timeouts: { ...far.timeouts, ...near.timeouts },
    commands: { ...far.commands, ...near.commands },
    replication: { ...far.replication, ...near.replication },
  };
}

export function operationRules(section: OperationsFileConfig): OperationRules {
  const { bounds, timeouts } = section;
  const authority = (kind: OperationKind): OperationRules['authority'][OperationKind] => ({
    request: (section[kind]?.request ?? []).map(principal),
    approve: (section[kind]?.approve ?? []).map(principal),
  });
  return {
    driver: section.driver ?? defaultOperations.driver,
    authority: { switchover: authority('switchover'), promote: authority('promote') },
    approvals: section.approvals ?? defaultOperations.approvals,
    requesterMayApprove: section.requester_may_approve ?? defaultOperations.requesterMayApprove,
    expiresAfterMs: section.expires_after ?? defaultOperations.expiresAfterMs,
    bounds: {
      lagBytes: bounds?.lag_bytes ?? defaultBounds.lagBytes,
      lagMs: bounds?.lag_time ?? defaultBounds.lagMs,
      ...archiveBounds(bounds),
      longTransactionMs: bounds?.long_transaction ?? defaultBounds.longTransactionMs,
    },
    timeouts: {
      checkpointMs: timeouts?.checkpoint ?? defaultTimeouts.checkpointMs,
      stopMs: timeouts?.stop ?? defaultTimeouts.stopMs,
      receiveMs: timeouts?.receive ?? defaultTimeouts.receiveMs,
      promoteMs: timeouts?.promote ?? defaultTimeouts.promoteMs,
      followMs: timeouts?.follow ?? defaultTimeouts.followMs,
      rejoinMs: timeouts?.rejoin ?? defaultTimeouts.rejoinMs,
      personMs: timeouts?.person ?? defaultTimeouts.personMs,
    },
  };
}

/** One that is given moves the default of the other along if it would stand on the wrong side. */
function archiveBounds(
  bounds: OperationsFileConfig['bounds'],
): Pick<OperationRules['bounds'], 'archiveWarnFiles' | 'archiveBlockFiles'> {
  const { archive_warn: warn, archive_block: block } = bounds ?? {};
  const { archiveWarnFiles, archiveBlockFiles } = defaultBounds;
  return {
    archiveWarnFiles: warn ?? Math.min(archiveWarnFiles, block ?? archiveWarnFiles),
    archiveBlockFiles: block ?? Math.max(archiveBlockFiles, warn ?? archiveBlockFiles),
  };
}

function principal(id: string): Principal {
  return { kind: id.startsWith('S') ? 'group' : 'user', id };
}

/**
 * The connection by which pgrepl acts: the monitoring one, with the role that the section names. A
 * password goes with the role that it was written for.
 */
export function actingConnection(
  monitoring: ConnectionConfig,
  section: OperationsFileConfig | undefined,
): ConnectionConfig {
  const user = section?.user ?? monitoring.user;
  return {
    ...monitoring,
    user,
    password: section?.password ?? (user === monitoring.user ? monitoring.password : null),
    database: section?.database ?? monitoring.database,
  };
}

/** What is run for a node: its own commands, and those of the section for the rest. */
export function nodeCommandsOf(
  node: NodeFileConfig,
  section: OperationsFileConfig | undefined,
): Readonly<Partial<Record<NodeCommand, readonly string[]>>> {
  return { ...section?.commands, ...node.commands };
}

export function replicationOf(
  node: NodeFileConfig,
  connection: ConnectionConfig,
  section: OperationsFileConfig | undefined,
): ReplicationConfig {
  const login = { ...section?.replication, ...node.replication };
  return {
    host: node.replication?.host ?? connection.host,
    port: node.replication?.port ?? connection.port,
    user: login.user ?? null,
    password: login.password ?? null,
    sslMode: login.sslmode ?? null,
  };
}
