import type {
  NodeState,
  StandbyState,
  PrimaryState,
  WalReceiver,
  WalSender,
} from '../replication/observation.js';
import { readSettings, settingAmount } from './settings.js';
import type { ObservationRow, ReceiverRow, WalSenderRow } from './sql/observation-row.js';
import { observationRow } from './sql/observation-row.js';

export type ReadResult =
  | { readonly kind: 'state'; readonly state: NodeState }
  /** `message` names the first member that is not as expected, never its value. */
  | { readonly kind: 'mismatch'; readonly message: string };

function walSender(row: WalSenderRow): WalSender {
  const outline = { pid: row.pid, applicationName: row.applicationName ?? '' };
  // Without pg_monitor all that follows is NULL; with it these three never are.
  if (row.state === null || row.syncState === null || row.syncPriority === null) {
    return { ...outline, details: null };
  }
  return {
    ...outline,
    details: {
      clientAddress: row.clientAddress,
      clientPort: row.clientPort,
      backendStartedAt: row.backendStartedAt,
      state: row.state,
      sentLsn: row.sentLsn,
      writeLsn: row.writeLsn,
      flushLsn: row.flushLsn,
      replayLsn: row.replayLsn,
      writeLagMs: row.writeLagMs,
      flushLagMs: row.flushLagMs,
      replayLagMs: row.replayLagMs,
      syncPriority: row.syncPriority,
      syncState: row.syncState,
      replyAgeMs: row.replyAgeMs,
      slotName: row.slotName,
    },
  };
}

function walReceiver(row: ReceiverRow): WalReceiver {
  if (row.status === null) return { pid: row.pid, details: null };
  return {
    pid: row.pid,
    details: {
      status: row.status,
      receivedTimeline: row.receivedTimeline === 0 ? null : row.receivedTimeline,
      flushedLsn: row.flushedLsn,
      senderHost: row.senderHost,
      senderPort: row.senderPort,
      slotName: row.slotName,
      lastMessageSentAt: row.lastMessageSentAt,
      lastMessageReceivedAt: row.lastMessageReceivedAt,
    },
  };
}

function role(row: ObservationRow): PrimaryState | StandbyState {
  if (row.role.kind === 'primary') {
    return { kind: 'primary', writeLsn: row.role.writeLsn, flushLsn: row.role.flushLsn };
  }
  return {
    ...row.role,
    applyDelayMs: settingAmount(row.settings, 'recovery_min_apply_delay'),
    startupWait: row.seesStatistics ? (row.waits?.startup ?? null) : null,
    receiverWait: row.seesStatistics ? (row.waits?.receiver ?? null) : null,
    conflicts: row.conflicts,
    receiver: row.receiver === null ? null : walReceiver(row.receiver),
  };
}

function timeline(row: ObservationRow): number | null {
  if (row.role.kind === 'primary') return Number.parseInt(row.role.timelineHex, 16);
  const received = row.receiver?.receivedTimeline ?? 0;
  return received > 0 ? received : row.control.timeline;
}

/** Turns the JSON of the observation's statement into the state of a node. */
export function readObservation(json: unknown): ReadResult {
  const parsed = observationRow.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = issue === undefined || issue.path.length === 0 ? 'the row' : issue.path.join('.');
    return { kind: 'mismatch', message: `The server's answer has an unexpected ${path}.` };
  }
  const row = parsed.data;
  const settings = readSettings(row.settings);
  if (settings === undefined) {
    return { kind: 'mismatch', message: "The server's answer lacks synchronous_standby_names." };
  }
  return {
    kind: 'state',
    state: {
      versionNum: row.versionNum,
      major: Math.floor(row.versionNum / 10_000),
      systemIdentifier: row.systemIdentifier,
      serverTime: row.serverTime,
      startedAt: row.startedAt,
      timeline: timeline(row),
      role: role(row),
      walSenders: (row.walSenders ?? []).map(walSender),
      slots: row.slots ?? [],
      archiver: row.archiver,
      redoLsn: row.control.redoLsn,
      summarizedLsn: row.summarizedLsn,
      syncWait:
        row.seesStatistics && row.showsWaits && row.waits !== null
          ? { sessions: row.waits.sessions, longestMs: row.waits.longestMs }
          : null,
      settings,
      synchronousCommitOverrides: row.synchronousCommitOverrides ?? [],
      fullyVisible: row.seesStatistics,
    },
  };
}
