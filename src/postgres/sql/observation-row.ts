import { z } from 'zod';
import { lsn, whole } from './columns.js';

/** bigint columns that may lie beyond 2^53: exact enough as bytes. */
const bytes = z.number();
const epochMs = whole;
const ms = z.number();

const walSender = z.object({
  pid: whole,
  applicationName: z.string().nullable(),
  clientAddress: z.string().nullable(),
  clientPort: whole.nullable(),
  backendStartedAt: epochMs.nullable(),
  state: z.string().nullable(),
  sentLsn: lsn.nullable(),
  writeLsn: lsn.nullable(),
  flushLsn: lsn.nullable(),
  replayLsn: lsn.nullable(),
  writeLagMs: ms.nullable(),
  flushLagMs: ms.nullable(),
  replayLagMs: ms.nullable(),
  syncPriority: whole.nullable(),
  syncState: z.enum(['async', 'potential', 'sync', 'quorum']).nullable(),
  replyAgeMs: ms.nullable(),
  slotName: z.string().nullable(),
});

const slot = z.object({
  name: z.string(),
  kind: z.enum(['physical', 'logical']),
  active: z.boolean(),
  activePid: whole.nullable(),
  temporary: z.boolean(),
  restartLsn: lsn.nullable(),
  retainedBytes: bytes.nullable(),
  walStatus: z.string().nullable(),
  safeWalSizeBytes: bytes.nullable(),
  invalidationReason: z.string().nullable(),
  inactiveSince: epochMs.nullable(),
  synced: z.boolean(),
});

const receiver = z.object({
  pid: whole,
  status: z.string().nullable(),
  receivedTimeline: whole.nullable(),
  flushedLsn: lsn.nullable(),
  senderHost: z.string().nullable(),
  senderPort: whole.nullable(),
  slotName: z.string().nullable(),
  lastMessageSentAt: epochMs.nullable(),
  lastMessageReceivedAt: epochMs.nullable(),
});

const archiver = z.object({
  archivedCount: whole,
  failedCount: whole,
  lastArchivedWal: z.string().nullable(),
  lastArchivedAt: epochMs.nullable(),
  lastFailedWal: z.string().nullable(),
  lastFailedAt: epochMs.nullable(),
});

const role = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('primary'),
    writeLsn: lsn,
    flushLsn: lsn,
    timelineHex: z.string().regex(/^[0-9A-F]{8}$/),
  }),
  z.object({
    kind: z.literal('standby'),
    receiveLsn: lsn.nullable(),
    replayLsn: lsn.nullable(),
    lastReplayedCommitAt: epochMs.nullable(),
    replayPaused: z.boolean(),
  }),
]);

/** `setting` and `unit` of `pg_settings`. */
const setting = z.tuple([z.string(), z.string().nullable()]);

/** What the observation's statement returns; unknown members are left alone. */
export const observationRow = z.object({
  versionNum: whole.min(90_600),
  systemIdentifier: z.string().regex(/^\d+$/),
  serverTime: epochMs,
  startedAt: epochMs,
  seesStatistics: z.boolean(),
  showsWaits: z.boolean(),
  summarizedLsn: lsn.nullable(),
  control: z.object({ timeline: whole.nullable(), redoLsn: lsn.nullable() }),
  role,
  receiver: receiver.nullable(),
  walSenders: z.array(walSender).nullable(),
  slots: z.array(slot).nullable(),
  archiver: archiver.nullable(),
  waits: z
    .object({
      sessions: whole,
      longestMs: ms.nullable(),
      startup: z.string().nullable(),
      receiver: z.string().nullable(),
    })
    .nullable(),
  conflicts: z
    .object({
      tablespace: whole,
      lock: whole,
      snapshot: whole,
      bufferPin: whole,
      deadlock: whole,
      logicalSlot: whole,
    })
    .nullable(),
  settings: z.record(z.string(), setting),
  synchronousCommitOverrides: z
    .array(
      z.object({
        database: z.string().nullable(),
        role: z.string().nullable(),
        value: z.string(),
      }),
    )
    .nullable(),
});

export type ObservationRow = z.output<typeof observationRow>;
export type WalSenderRow = z.output<typeof walSender>;
export type ReceiverRow = z.output<typeof receiver>;
export type SettingRow = z.output<typeof setting>;
