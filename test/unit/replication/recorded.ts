import { readFileSync } from 'node:fs';

import { parseLsn } from '../../../src/replication/lsn.js';
import type { Lsn } from '../../../src/replication/lsn.js';
import type {
  Archiver,
  NodeState,
  RecoveryConflicts,
  Slot,
  SyncState,
  WalReceiver,
  WalSender,
} from '../../../src/replication/observation.js';
import { aNodeState, aSlot, someSettings } from '../../../src/replication/testing/observations.js';
import type { NodeDeclaration } from '../../../src/replication/topology/model.js';

/** What one of the recorded servers showed in one step. */
export interface RecordedNode {
  readonly port: number;
  readonly rec: {
    readonly in_recovery: boolean;
    readonly cur: string | null;
    readonly flush: string | null;
    readonly recv: string | null;
    readonly replay: string | null;
    readonly paused: boolean | null;
  };
  readonly repl: readonly RecordedSender[];
  readonly slots: readonly RecordedSlot[];
  readonly arch?: RecordedArchiver | null;
  readonly ctl?: { readonly redo_lsn?: string } | null;
  readonly confl?: Readonly<Record<string, string | number>> | null;
  readonly waits?: readonly {
    readonly backend_type: string | null;
    readonly wait_event: string | null;
  }[];
  readonly walrcv: RecordedReceiver | null;
  readonly conf: Readonly<Record<string, string>>;
  readonly connect_error?: { readonly code: string; readonly message: string };
}

export interface RecordedSlot {
  readonly slot_name: string;
  readonly slot_type: 'physical' | 'logical';
  readonly active: boolean;
  readonly active_pid: number | null;
  readonly temporary?: boolean;
  readonly restart_lsn?: string | null;
  readonly wal_status?: string | null;
  readonly invalidation_reason?: string | null;
  readonly inactive_since?: string | null;
  readonly synced?: boolean;
}

interface RecordedArchiver {
  readonly archived_count: string;
  readonly failed_count: string;
  readonly last_archived_wal: string | null;
  readonly last_archived_time: string | null;
  readonly last_failed_wal: string | null;
  readonly last_failed_time: string | null;
}

/** A row of `pg_stat_replication`; the positions go by the older names in 9.6. */
export type RecordedSender = {
  readonly pid: number;
  readonly application_name: string;
  readonly client_addr: string | null;
  readonly client_port: number | null;
  readonly state: string | null;
  readonly sync_priority: number | null;
  readonly sync_state: SyncState | null;
} & Readonly<
  Partial<Record<`${'sent' | 'write' | 'flush' | 'replay'}_${'lsn' | 'location'}`, string | null>>
>;

interface RecordedReceiver {
  readonly pid: number;
  readonly status: string;
  readonly received_tli: number | null;
  readonly flushed_lsn?: string | null;
  readonly received_lsn?: string | null;
  readonly sender_host?: string | null;
  readonly sender_port?: number | null;
  readonly slot_name: string | null;
}

export type RecordedStep = Readonly<Record<string, unknown>> & { readonly step: string };

const directory = new URL('../../fixtures/observations/', import.meta.url);

/** The steps recorded of a set-up on a major; 9 is 9.6. */
export function recordedSteps(major: number, setup: string): readonly RecordedStep[] {
  const text = readFileSync(new URL(`${major}/${setup}.json`, directory), 'utf8');
  return JSON.parse(text) as readonly RecordedStep[];
}

/** What a step shows of a node. */
export function recordedNode(step: RecordedStep | undefined, name: string): RecordedNode {
  const node = step?.[name];
  if (typeof node !== 'object' || node === null) {
    throw new Error(`${step?.step ?? 'no step'}: nothing recorded of ${name}`);
  }
  return node as RecordedNode;
}

/** All the lab's servers listened on the loopback. */
export function recordedDeclaration(name: string, node: RecordedNode): NodeDeclaration {
  return { name, host: '127.0.0.1', port: node.port, applicationName: name };
}

export function recordedState(major: number, node: RecordedNode): NodeState {
  const { rec } = node;
  return aNodeState({
    major,
    versionNum: major * 10_000,
    role: rec.in_recovery
      ? {
          kind: 'standby',
          receiveLsn: position(rec.recv),
          replayLsn: position(rec.replay),
          lastReplayedCommitAt: null,
          replayPaused: rec.paused === true,
          applyDelayMs: 0,
          startupWait: waitOf(node, 'startup'),
          receiverWait: waitOf(node, 'walreceiver'),
          conflicts: recordedConflicts(node),
          receiver: node.walrcv === null ? null : recordedReceiver(node.walrcv),
        }
      : { kind: 'primary', writeLsn: known(rec.cur), flushLsn: known(rec.flush ?? rec.cur) },
    walSenders: node.repl.map(recordedSender),
    slots: node.slots.map(recordedSlot),
    archiver: recordedArchiver(node),
    // Up to 10 the statement does not ask for it.
    redoLsn: major >= 11 ? position(node.ctl?.redo_lsn) : null,
    settings: someSettings({
      archiveMode: node.conf['archive_mode'] ?? 'off',
      synchronousStandbyNames: node.conf['synchronous_standby_names'] ?? '',
      synchronousCommit: node.conf['synchronous_commit'] ?? 'on',
      port: node.port,
      hasPrimaryConninfo: isSet(node.conf['primary_conninfo']),
      hasRestoreCommand: isSet(node.conf['restore_command']),
    }),
  });
}

/** A row of `pg_replication_slots` as pgrepl reads it. */
export function recordedSlot(row: RecordedSlot): Slot {
  const inactiveSince = row.inactive_since ?? null;
  return aSlot(row.slot_name, {
    kind: row.slot_type,
    active: row.active,
    activePid: row.active_pid,
    temporary: row.temporary ?? false,
    restartLsn: position(row.restart_lsn),
    walStatus: row.wal_status ?? null,
    invalidationReason: row.invalidation_reason ?? null,
    inactiveSince: inactiveSince === null ? null : Date.parse(inactiveSince),
    synced: row.synced ?? false,
  });
}

function waitOf({ waits = [] }: RecordedNode, process: string): string | null {
  return waits.find(({ backend_type }) => backend_type === process)?.wait_event ?? null;
}

function recordedConflicts({ confl }: RecordedNode): RecoveryConflicts | null {
  if (confl === null || confl === undefined) return null;
  const count = (name: string): number => Number(confl[`confl_${name}`] ?? 0);
  return {
    tablespace: count('tablespace'),
    lock: count('lock'),
    snapshot: count('snapshot'),
    bufferPin: count('bufferpin'),
    deadlock: count('deadlock'),
    logicalSlot: count('active_logicalslot'),
  };
}

function recordedArchiver({ arch }: RecordedNode): Archiver | null {
  if (arch === null || arch === undefined) return null;
  const at = (time: string | null): number | null => (time === null ? null : Date.parse(time));
  return {
    archivedCount: Number(arch.archived_count),
    failedCount: Number(arch.failed_count),
    lastArchivedWal: arch.last_archived_wal,
    lastArchivedAt: at(arch.last_archived_time),
    lastFailedWal: arch.last_failed_wal,
    lastFailedAt: at(arch.last_failed_time),
  };
}

/** A row as pgrepl reads it; without `pg_monitor` all but the name is null. */
export function recordedSender(row: RecordedSender): WalSender {
  const { pid, application_name: applicationName, state } = row;
  if (state === null) return { pid, applicationName, details: null };
  return {
    pid,
    applicationName,
    details: {
      clientAddress: row.client_addr,
      clientPort: row.client_port,
      backendStartedAt: null,
      state,
      sentLsn: position(row.sent_lsn ?? row.sent_location),
      writeLsn: position(row.write_lsn ?? row.write_location),
      flushLsn: position(row.flush_lsn ?? row.flush_location),
      replayLsn: position(row.replay_lsn ?? row.replay_location),
      writeLagMs: null,
      flushLagMs: null,
      replayLagMs: null,
      syncPriority: row.sync_priority ?? 0,
      syncState: row.sync_state ?? 'async',
      replyAgeMs: null,
      slotName: null,
    },
  };
}

function recordedReceiver(row: RecordedReceiver): WalReceiver {
  return {
    pid: row.pid,
    details: {
      status: row.status,
      receivedTimeline: row.received_tli,
      flushedLsn: position(row.flushed_lsn ?? row.received_lsn),
      senderHost: row.sender_host ?? null,
      senderPort: row.sender_port ?? null,
      slotName: row.slot_name,
      lastMessageSentAt: null,
      lastMessageReceivedAt: null,
    },
  };
}

/** Null where the major does not show it. */
function isSet(value: string | undefined): boolean | null {
  return value === undefined ? null : value !== '';
}

function position(text: string | null | undefined): Lsn | null {
  const written = text ?? '';
  return written === '' ? null : known(written);
}

function known(text: string | null): Lsn {
  const lsn = text === null ? undefined : parseLsn(text);
  if (lsn === undefined) throw new Error(`no position: ${text ?? 'null'}`);
  return lsn;
}
