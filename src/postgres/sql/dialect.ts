/**
 * What each PostgreSQL major calls the things that the observation asks for. An expression is
 * `null` where a major lacks the thing. Row aliases: `sender` is `pg_stat_replication`, `slot` is
 * `pg_replication_slots`, `receiver` is `pg_stat_wal_receiver`.
 */
export interface Dialect {
  readonly currentLsn: string;
  readonly currentFlushLsn: string;
  readonly lastReceiveLsn: string;
  readonly lastReplayLsn: string;
  readonly isReplayPaused: string;
  readonly walFileName: string;
  readonly lsnDiff: string;
  readonly senderSent: string;
  readonly senderWrite: string;
  readonly senderFlush: string;
  readonly senderReplay: string;
  readonly senderWriteLag: string;
  readonly senderFlushLag: string;
  readonly senderReplayLag: string;
  readonly senderReplyTime: string;
  readonly receiverFlushed: string;
  readonly receiverHost: string;
  readonly receiverPort: string;
  readonly slotTemporary: string;
  readonly slotWalStatus: string;
  readonly slotSafeWalSize: string;
  readonly slotInvalidation: string;
  readonly slotInactiveSince: string;
  readonly slotSynced: string;
  /** Of `pg_control_checkpoint() control`: from where on WAL is kept whatever else holds. */
  readonly redoLsn: string;
  /** Up to where WAL is summarized; null where it is not to be. */
  readonly summarizedLsn: string;
  /** Of `pg_stat_database_conflicts conflict`. */
  readonly conflictLogicalSlot: string;
  /** True if the session sees other sessions' rows in full. */
  readonly seesStatistics: string;
  /** Condition on `pg_stat_activity` for the startup process. */
  readonly isStartupProcess: string;
  /** Condition on `pg_stat_activity` for the walreceiver. */
  readonly isReceiverProcess: string;
  /** Condition on `pg_stat_activity` for a session that waits for a synchronous standby. */
  readonly waitsForStandby: string;
  /** Whether the three conditions above can be told at all. */
  readonly showsWaits: string;
}

const postgres96: Dialect = {
  currentLsn: 'pg_current_xlog_location()',
  currentFlushLsn: 'pg_current_xlog_flush_location()',
  lastReceiveLsn: 'pg_last_xlog_receive_location()',
  lastReplayLsn: 'pg_last_xlog_replay_location()',
  isReplayPaused: 'pg_is_xlog_replay_paused()',
  walFileName: 'pg_xlogfile_name',
  lsnDiff: 'pg_xlog_location_diff',
  senderSent: 'sender.sent_location',
  senderWrite: 'sender.write_location',
  senderFlush: 'sender.flush_location',
  senderReplay: 'sender.replay_location',
  senderWriteLag: 'null::interval',
  senderFlushLag: 'null::interval',
  senderReplayLag: 'null::interval',
  senderReplyTime: 'null::timestamptz',
  receiverFlushed: 'receiver.received_lsn',
  receiverHost: 'null::text',
  receiverPort: 'null::integer',
  slotTemporary: 'false',
  slotWalStatus: 'null::text',
  slotSafeWalSize: 'null::bigint',
  slotInvalidation: 'null::text',
  slotInactiveSince: 'null::timestamptz',
  slotSynced: 'false',
  // Up to 10 WAL is kept from the checkpoint before the last one, whose redo point nobody shows.
  redoLsn: 'null::pg_lsn',
  summarizedLsn: 'null::pg_lsn',
  conflictLogicalSlot: '0',
  // Predefined roles came with 10: before, only a superuser saw everything.
  seesStatistics: `current_setting('is_superuser') = 'on'`,
  isStartupProcess: 'false',
  isReceiverProcess: 'false',
  waitsForStandby: 'false',
  // 9.6 names neither background processes nor this kind of wait.
  showsWaits: 'false',
};

/** What changed, by the first major that has it so; each line stands for all later majors too. */
const changes: readonly (readonly [since: number, names: Partial<Dialect>])[] = [
  [
    10,
    {
      currentLsn: 'pg_current_wal_lsn()',
      currentFlushLsn: 'pg_current_wal_flush_lsn()',
      lastReceiveLsn: 'pg_last_wal_receive_lsn()',
      lastReplayLsn: 'pg_last_wal_replay_lsn()',
      isReplayPaused: 'pg_is_wal_replay_paused()',
      walFileName: 'pg_walfile_name',
      lsnDiff: 'pg_wal_lsn_diff',
      senderSent: 'sender.sent_lsn',
      senderWrite: 'sender.write_lsn',
      senderFlush: 'sender.flush_lsn',
      senderReplay: 'sender.replay_lsn',
      senderWriteLag: 'sender.write_lag',
      senderFlushLag: 'sender.flush_lag',
      senderReplayLag: 'sender.replay_lag',
      slotTemporary: 'slot.temporary',
      seesStatistics: `pg_has_role('pg_read_all_stats', 'USAGE')`,
      isStartupProcess: `backend_type = 'startup'`,
      isReceiverProcess: `backend_type = 'walreceiver'`,
      waitsForStandby: `wait_event_type = 'IPC' and wait_event = 'SyncRep'`,
      showsWaits: 'true',
    },
  ],
  [
    11,
    {
      receiverHost: 'receiver.sender_host',
      receiverPort: 'receiver.sender_port',
      redoLsn: 'control.redo_lsn',
    },
  ],
  [12, { senderReplyTime: 'sender.reply_time' }],
  [
    13,
    {
      receiverFlushed: 'receiver.flushed_lsn',
      slotWalStatus: 'slot.wal_status',
      slotSafeWalSize: 'slot.safe_wal_size',
    },
  ],
  [16, { conflictLogicalSlot: 'conflict.confl_active_logicalslot' }],
  [
    17,
    {
      slotInvalidation: 'slot.invalidation_reason',
      slotInactiveSince: 'slot.inactive_since',
      slotSynced: 'slot.synced',
      summarizedLsn: `case when current_setting('summarize_wal') = 'on'
    then (select summarized_lsn from pg_get_wal_summarizer_state()) end`,
    },
  ],
];

/** The names that a server of this major understands; a major newer than all known gets the newest. */
export function dialectOf(major: number): Dialect {
  return changes
    .filter(([since]) => major >= since)
    .reduce<Dialect>((names, [, newer]) => ({ ...names, ...newer }), postgres96);
}
