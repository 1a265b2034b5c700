import type { NodeThresholds } from '../findings/model.js';

/** Bounds as a test knows them, whatever the defaults become, changed where it wants them. */
export function someThresholds(changes: Partial<NodeThresholds> = {}): NodeThresholds {
  return {
    lagWarningBytes: 64 * 1024 ** 2,
    lagCriticalBytes: 1024 ** 3,
    lagWarningMs: 10_000,
    lagCriticalMs: 60_000,
    lagForMs: 4000,
    lagClearRatio: 0.5,
    clearForMs: 3000,
    disconnectedForMs: 0,
    pausedBytes: 1024 ** 2,
    pausedForMs: 4000,
    syncWaitMs: 1000,
    slotInactiveForMs: 60_000,
    slotRetainedWarningBytes: 8 * 1024 ** 3,
    slotRetainedCriticalBytes: 64 * 1024 ** 3,
    slotTimeLeftWarningMs: 3_600_000,
    slotTimeLeftCriticalMs: 15 * 60_000,
    archiveForMs: 60_000,
    archiveBacklogWarningFiles: 32,
    archiveBacklogCriticalFiles: 256,
    conflictsCount: 5,
    conflictsWithinMs: 10 * 60_000,
    ...changes,
  };
}
