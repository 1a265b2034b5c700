import type { Settings } from './observation.js';

/**
 * What a standby must not have lower than its primary: it stops (up to 13) or pauses its replay (14+)
 * when it learns of it, and does not start as a hot standby (`CheckRequiredParameterValues` in
 * xlogrecovery.c). `max_wal_senders` counts from 12 on.
 */
export const standbyBounds = [
  ['maxConnections', 'max_connections', 9],
  ['maxWorkerProcesses', 'max_worker_processes', 9],
  ['maxWalSenders', 'max_wal_senders', 12],
  ['maxPreparedTransactions', 'max_prepared_transactions', 9],
  ['maxLocksPerTransaction', 'max_locks_per_transaction', 9],
] as const satisfies readonly (readonly [keyof Settings, string, number])[];

export interface LowerSetting {
  readonly setting: string;
  readonly has: number;
  readonly needs: number;
}

/** Those of them that are lower on a standby of this major than `primary` has them; unknown ones are not. */
export function lowerSettings(
  standby: Settings,
  primary: Settings,
  major: number,
): readonly LowerSetting[] {
  return standbyBounds.flatMap(([key, setting, since]) => {
    const [has, needs] = [standby[key], primary[key]];
    return major >= since && has !== null && needs !== null && has < needs
      ? [{ setting, has, needs }]
      : [];
  });
}
