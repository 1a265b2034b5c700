import type { Lsn } from '../lsn.js';
import { parseLsn } from '../lsn.js';
import type {
  EpochMs,
  NodeState,
  Observation,
  PrimaryState,
  RecoveryConflicts,
  Settings,
  Slot,
  StandbyState,
  UnreachableReason,
  WalReceiver,
  WalReceiverDetails,
  WalSender,
  WalSenderDetails,
} from '../observation.js';

/** The moment at which the observations of a test are made unless it says otherwise. */
export const testNow: EpochMs = Date.UTC(2026, 2, 1, 3, 12, 0);

/** Where the primary of a test stands unless it says otherwise. */
export const testLsnText = '0/3000000';

export const testSystemIdentifier = '7000000000000000001';

/** Reads a position that the test itself has written; throws on a slip of the pen. */
export function lsn(text: string): Lsn {
  const parsed = parseLsn(text);
  if (parsed === undefined) throw new Error(`not a position: ${text}`);
  return parsed;
}

/** The settings of a fresh PostgreSQL 18, changed where the test wants it. */
export function someSettings(changes: Partial<Settings> = {}): Settings {
  return {
    clusterName: null,
    synchronousStandbyNames: '',
    synchronousCommit: 'on',
    walLevel: 'replica',
    hotStandby: 'on',
    maxWalSenders: 10,
    maxReplicationSlots: 10,
    maxConnections: 100,
    maxWorkerProcesses: 8,
    maxPreparedTransactions: 0,
    maxLocksPerTransaction: 64,
    walSegmentBytes: 16 * 1024 ** 2,
    walKeepBytes: 0,
    maxSlotWalKeepBytes: -1,
    idleSlotTimeoutMs: 0,
    archiveMode: 'off',
    hasArchiveCommand: true,
    primarySlotName: null,
    hasPrimaryConninfo: true,
    hasRestoreCommand: false,
    walSenderTimeoutMs: 60_000,
    walReceiverTimeoutMs: 60_000,
    walRetrieveRetryIntervalMs: 5_000,
    port: 5432,
    ...changes,
  };
}

export function aPrimaryRole(at: string = testLsnText): PrimaryState {
  return { kind: 'primary', writeLsn: lsn(at), flushLsn: lsn(at) };
}

/** No query was cancelled yet. */
export const noConflicts: RecoveryConflicts = {
  tablespace: 0,
  lock: 0,
  snapshot: 0,
  bufferPin: 0,
  deadlock: 0,
  logicalSlot: 0,
};

/** A standby that has received and replayed up to `at` and streams from 127.0.0.1:5432. */
function aStandbyRole(changes: Partial<StandbyState> = {}, at: string = testLsnText): StandbyState {
  return {
    kind: 'standby',
    receiveLsn: lsn(at),
    replayLsn: lsn(at),
    lastReplayedCommitAt: testNow - 1_000,
    replayPaused: false,
    applyDelayMs: 0,
    startupWait: 'RecoveryWalStream',
    receiverWait: 'WalReceiverMain',
    conflicts: noConflicts,
    receiver: aReceiver({}, at),
    ...changes,
  };
}

export function aReceiver(
  changes: Partial<WalReceiverDetails> = {},
  at: string = testLsnText,
): WalReceiver {
  return {
    pid: 200,
    details: {
      status: 'streaming',
      receivedTimeline: 1,
      flushedLsn: lsn(at),
      senderHost: '127.0.0.1',
      senderPort: 5432,
      slotName: null,
      lastMessageSentAt: testNow,
      lastMessageReceivedAt: testNow,
      ...changes,
    },
  };
}

/** A row of `pg_stat_replication`: a standby that streams and is caught up at `at`. */
export function aWalSender(
  applicationName: string,
  changes: Partial<WalSenderDetails> = {},
  at: string = testLsnText,
): WalSender {
  return {
    pid: 300,
    applicationName,
    details: {
      clientAddress: '127.0.0.1',
      clientPort: 50_000,
      backendStartedAt: testNow - 60_000,
      state: 'streaming',
      sentLsn: lsn(at),
      writeLsn: lsn(at),
      flushLsn: lsn(at),
      replayLsn: lsn(at),
      writeLagMs: null,
      flushLagMs: null,
      replayLagMs: null,
      syncPriority: 0,
      syncState: 'async',
      replyAgeMs: 100,
      slotName: null,
      ...changes,
    },
  };
}

/** An active physical slot that retains nothing. */
export function aSlot(name: string, changes: Partial<Slot> = {}): Slot {
  return {
    name,
    kind: 'physical',
    active: true,
    activePid: 300,
    temporary: false,
    restartLsn: lsn(testLsnText),
    retainedBytes: 0,
    walStatus: 'reserved',
    safeWalSizeBytes: null,
    invalidationReason: null,
    inactiveSince: null,
    synced: false,
    ...changes,
  };
}

/** The state of a lone PostgreSQL 18 primary, changed where the test wants it. */
export function aNodeState(changes: Partial<NodeState> = {}): NodeState {
  return {
    versionNum: 180_004,
    major: 18,
    systemIdentifier: testSystemIdentifier,
    serverTime: testNow,
    startedAt: testNow - 3_600_000,
    timeline: 1,
    role: aPrimaryRole(),
    walSenders: [],
    slots: [],
    archiver: null,
    redoLsn: null,
    summarizedLsn: null,
    syncWait: { sessions: 0, longestMs: null },
    settings: someSettings(),
    synchronousCommitOverrides: [],
    fullyVisible: true,
    ...changes,
  };
}

/** The state of a streaming standby, changed where the test wants it. */
export function aStandbyState(
  role: Partial<StandbyState> = {},
  changes: Partial<NodeState> = {},
): NodeState {
  return aNodeState({ role: aStandbyRole(role), ...changes });
}

/** A poll that was answered, 2 ms after it was sent. */
export function anObservation(
  node: string,
  state: NodeState = aNodeState(),
  at: EpochMs = testNow,
): Observation {
  return { node, askedAt: at - 2, at, result: { kind: 'state', state } };
}

/** A poll that brought nothing. */
export function aFailedObservation(
  node: string,
  reason: UnreachableReason = 'refused',
  at: EpochMs = testNow,
  detail = `${reason} (test)`,
): Observation {
  return { node, askedAt: at - 2, at, result: { kind: 'no-state', reason, detail } };
}
