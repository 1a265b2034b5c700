import { lsnDiffBytes } from '../lsn.js';
import type { OtherWalSender, UnmanagedStandby } from './model.js';
import type { Positions } from './positions.js';
import { valid } from './positions.js';
import type { SeenSender } from './senders.js';

/** Standbys that no configured node accounts for. */
export function unmanagedStandbys(
  unmatched: readonly SeenSender[],
  positions: ReadonlyMap<string, Positions>,
): readonly UnmanagedStandby[] {
  return unmatched.flatMap(({ kind, row, upstream }): readonly UnmanagedStandby[] => {
    if (kind !== 'standby') return [];
    const { details } = row;
    const wal = positions.get(upstream.name)?.wal;
    const sendable = wal?.writeLsn ?? wal?.receivedLsn ?? null;
    const replayLsn = valid(details?.replayLsn ?? null);
    return [
      {
        upstream: upstream.name,
        applicationName: row.applicationName,
        clientAddress: details?.clientAddress ?? null,
        state: details?.state ?? null,
        syncState: details?.syncState ?? null,
        slotName: details?.slotName ?? null,
        replayBytes:
          sendable === null || replayLsn === null
            ? null
            : Math.max(0, lsnDiffBytes(sendable, replayLsn)),
        pid: row.pid,
      },
    ];
  });
}

/** Walsenders that feed no standby, or of which nobody can say yet whether they do. */
export function otherWalSenders(unmatched: readonly SeenSender[]): readonly OtherWalSender[] {
  return unmatched.flatMap(({ kind, row, upstream }): readonly OtherWalSender[] =>
    kind === 'standby'
      ? []
      : [{ upstream: upstream.name, applicationName: row.applicationName, kind }],
  );
}
