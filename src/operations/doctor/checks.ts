import { applicationName } from './checks/application-name.js';
import { applyDelay } from './checks/apply-delay.js';
import { archiveAfterPromotion } from './checks/archive-after-promotion.js';
import { archiveCommand } from './checks/archive-command.js';
import { checksums } from './checks/checksums.js';
import { clocks } from './checks/clocks.js';
import { collationVersions } from './checks/collation-versions.js';
import { conninfoPassword } from './checks/conninfo-password.js';
import { duplicateName } from './checks/duplicate-name.js';
import { fiveSettings } from './checks/five-settings.js';
import { fsync } from './checks/fsync.js';
import { fullPageWrites } from './checks/full-page-writes.js';
import { hbaMethod } from './checks/hba-method.js';
import { hbaOpen } from './checks/hba-open.js';
import { hotStandby } from './checks/hot-standby.js';
import { hotStandbyFeedback } from './checks/hot-standby-feedback.js';
import { idleSlots } from './checks/idle-slots.js';
import { logicalSlots } from './checks/logical-slots.js';
import { monitoringRole } from './checks/monitoring-role.js';
import { passwordEncryption } from './checks/password-encryption.js';
import { pendingRestart } from './checks/pending-restart.js';
import { preloadLibraries } from './checks/preload-libraries.js';
import { readOnly } from './checks/read-only.js';
import { recoveryTarget } from './checks/recovery-target.js';
import { recoveryTimeline } from './checks/recovery-timeline.js';
import { replicationRole } from './checks/replication-role.js';
import { replicationTls } from './checks/replication-tls.js';
import { restoreCommand } from './checks/restore-command.js';
import { rewind } from './checks/rewind.js';
import { signalFiles } from './checks/signal-files.js';
import { singleSync } from './checks/single-sync.js';
import { slotLimit } from './checks/slot-limit.js';
import { slotPerStandby } from './checks/slot-per-standby.js';
import { slotsRoom } from './checks/slots-room.js';
import { standbyDelay } from './checks/standby-delay.js';
import { standbySource } from './checks/standby-source.js';
import { standbyWithoutContract } from './checks/standby-without-contract.js';
import { syncCommitLowered } from './checks/sync-commit-lowered.js';
import { syncNamesMatch } from './checks/sync-names-match.js';
import { syncNamesOnStandby } from './checks/sync-names-on-standby.js';
import { syncWildcard } from './checks/sync-wildcard.js';
import { timeouts } from './checks/timeouts.js';
import { triggerFile } from './checks/trigger-file.js';
import { versionOld } from './checks/version-old.js';
import { versionsApart } from './checks/versions-apart.js';
import { walKept } from './checks/wal-kept.js';
import { walLevel } from './checks/wal-level.js';
import { walSummarizer } from './checks/wal-summarizer.js';
import { walsendersRoom } from './checks/walsenders-room.js';
import type { DoctorCheck } from './model.js';

/** Every check, in the order in which they are shown. */
export const doctorChecks: readonly DoctorCheck[] = [
  singleSync,
  syncNamesMatch,
  syncWildcard,
  standbyWithoutContract,
  syncCommitLowered,
  fsync,
  fullPageWrites,
  checksums,
  walLevel,
  walKept,
  slotLimit,
  walSummarizer,
  idleSlots,
  slotPerStandby,
  slotsRoom,
  walsendersRoom,
  archiveCommand,
  restoreCommand,
  standbySource,
  fiveSettings,
  hotStandby,
  hotStandbyFeedback,
  standbyDelay,
  applyDelay,
  applicationName,
  duplicateName,
  timeouts,
  recoveryTimeline,
  recoveryTarget,
  signalFiles,
  triggerFile,
  rewind,
  syncNamesOnStandby,
  archiveAfterPromotion,
  logicalSlots,
  collationVersions,
  preloadLibraries,
  readOnly,
  replicationRole,
  hbaOpen,
  hbaMethod,
  replicationTls,
  conninfoPassword,
  passwordEncryption,
  monitoringRole,
  versionsApart,
  versionOld,
  pendingRestart,
  clocks,
];
