import type { ClusterSnapshot, FleetSnapshot } from '../../incidents/fleet.js';
import type { Incident } from '../../incidents/model.js';
import type { Finding } from '../../replication/findings/model.js';
import { formatLsn, type Lsn } from '../../replication/lsn.js';
import type { EpochMs, Slot } from '../../replication/observation.js';
import type { NodeView, SyncView, Topology, Upstream } from '../../replication/topology/model.js';
import { clusterMark } from '../../wording/cluster-mark.js';
import { incidentName } from '../../wording/incident-words.js';
import { currentLag } from '../../wording/lag-words.js';
import { formatVersion } from '../../wording/postgres-version.js';
import { asJson, isoTime } from './common.js';

/** What `status` says, for scripts: docs/operating.md tells its shape. */
export function statusJson({ clusters }: FleetSnapshot, now: EpochMs): string {
  return asJson(now, { clusters: clusters.map((snapshot) => clusterOf(snapshot, now)) });
}

function clusterOf(snapshot: ClusterSnapshot, now: EpochMs): object {
  const { topology } = snapshot;
  return {
    cluster: snapshot.cluster,
    mark: clusterMark(snapshot, now),
    primary: topology === null ? null : primaryOf(topology),
    systemIdentifier: topology?.systemIdentifier ?? null,
    commits: topology === null ? null : commitsOf(topology.sync),
    walBytesPerSecond: topology?.writeRate?.bytesPerSecond ?? null,
    nodes: topology?.nodes.map(nodeOf) ?? [],
    unmanaged:
      topology?.unmanaged.map(({ upstream, applicationName, clientAddress, syncState }) => ({
        upstream,
        applicationName,
        clientAddress,
        syncState,
      })) ?? [],
    findings: snapshot.findings.map(findingOf),
    incidents: snapshot.incidents.map(incidentOf),
  };
}

function primaryOf({ primary }: Topology): object {
  switch (primary.kind) {
    case 'one':
      return { kind: 'one', node: primary.node, timeline: primary.timeline };
    case 'none':
      return { kind: 'none', last: primary.last };
    case 'unreachable':
      return { kind: 'unreachable', node: primary.node };
    case 'several':
      return { kind: 'several', nodes: primary.nodes };
    case 'unknown':
      return { kind: 'unknown' };
  }
}

/** `wait` is null where the role may not see it. */
function commitsOf({ commits, namesSetting, synchronousCommit, members, wait }: SyncView): object {
  return {
    ...commits,
    synchronousStandbyNames: namesSetting,
    synchronousCommit,
    waitingSessions: wait?.sessions ?? null,
    longestWaitMs: wait?.longestMs ?? null,
    members: members.map(({ name, node, state, eligible }) => ({ name, node, state, eligible })),
  };
}

function nodeOf(node: NodeView): object {
  const { reach, wal } = node;
  const lag = currentLag(node);
  return {
    node: node.name,
    role: node.role,
    reach: reach.kind,
    silentReason: reach.kind === 'silent' ? reach.reason : null,
    silentSince: reach.kind === 'silent' ? isoTime(reach.since) : null,
    seenAt: isoTime(node.stateAt),
    serverVersion: node.versionNum === null ? null : formatVersion(node.versionNum),
    timeline: node.timeline,
    otherSystem: node.foreign,
    upstream: upstreamOf(node.upstream),
    syncState: node.syncState,
    replayPaused: node.replay?.paused ?? null,
    writeLsn: lsnOf(wal.writeLsn),
    receivedLsn: lsnOf(wal.receivedLsn),
    replayLsn: lsnOf(wal.replayLsn),
    lag:
      lag === null
        ? null
        : {
            replayBytes: lag.replayBytes,
            receiveBytes: lag.receiveBytes,
            hopBytes: lag.hopBytes,
            timeMs: lag.timeMs,
            atLeast: lag.isLowerBound || lag.timeIsLowerBound,
          },
    slots: reach.kind === 'answers' ? node.slots.map(slotOf) : null,
  };
}

function upstreamOf(upstream: Upstream | null): object | null {
  switch (upstream?.kind) {
    case undefined:
      return null;
    case 'node':
      return { kind: 'node', node: upstream.node };
    case 'address':
      return { kind: 'address', host: upstream.host, port: upstream.port };
    case 'disconnected':
      return { kind: 'disconnected', last: upstream.last };
    case 'archive':
    case 'unknown':
      return { kind: upstream.kind };
  }
}

function slotOf(slot: Slot): object {
  const { name, kind, active, temporary, retainedBytes, safeWalSizeBytes, walStatus } = slot;
  return {
    name,
    kind,
    active,
    temporary,
    retainedBytes,
    safeWalSizeBytes,
    walStatus,
    invalidationReason: slot.invalidationReason,
    inactiveSince: isoTime(slot.inactiveSince),
  };
}

function findingOf({
  kind,
  subject,
  severity,
  since,
  what,
  consequence,
  next,
  evidence,
}: Finding): object {
  return { kind, subject, severity, since: isoTime(since), what, consequence, next, evidence };
}

function incidentOf(incident: Incident): object {
  return {
    incident: incident.number === null ? null : incidentName(incident),
    severity: incident.severity,
    openedAt: isoTime(incident.openedAt),
    acknowledgedBy: incident.acknowledgedBy,
    findings: incident.findings.map(({ kind, subject }) => ({ kind, subject })),
  };
}

function lsnOf(lsn: Lsn | null): string | null {
  return lsn === null ? null : formatLsn(lsn);
}
