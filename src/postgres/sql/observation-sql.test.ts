import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dialectOf } from './dialect.js';
import { observationSql } from './observation-sql.js';

/** Names that 9.6 does not know: using one of them there fails the whole statement. */
const newerNames = [
  /pg_current_wal_|pg_last_wal_|pg_is_wal_|pg_walfile_name|pg_wal_lsn_diff/,
  /sender\.(sent|write|flush|replay)_lsn/,
  /_lag\b/,
  /reply_time/,
  /sender_host|sender_port/,
  /flushed_lsn|written_lsn/,
  /slot\.(temporary|wal_status|safe_wal_size|invalidation_reason|inactive_since|synced)/,
  /redo_lsn|confl_active_logicalslot/,
  /backend_type|SyncRep/,
  /pg_has_role/,
];

const recorded = new URL('../../../test/fixtures/observations/9/', import.meta.url);

/** The keys of every object in the recordings of 9.6. */
function recordedNames(): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of readdirSync(recorded)) {
    JSON.parse(readFileSync(new URL(file, recorded), 'utf8'), (key, value: unknown) => {
      names.add(key);
      return value;
    });
  }
  return names;
}

describe('observationSql', () => {
  it('asks 9.6 for nothing that came later', () => {
    const text = observationSql(9);
    for (const name of newerNames) expect(text).not.toMatch(name);
  });

  it('asks 9.6 for columns that its views were recorded with', () => {
    const names = recordedNames();
    const { senderSent, senderWrite, senderFlush, senderReplay, receiverFlushed } = dialectOf(9);
    for (const column of [senderSent, senderWrite, senderFlush, senderReplay, receiverFlushed]) {
      expect(names).toContain(column.split('.')[1]);
    }
  });

  it.each([
    [10, /sender\.replay_lag/, /sender_host|redo_lsn/],
    [11, /receiver\.sender_host/, /reply_time/],
    [12, /sender\.reply_time/, /flushed_lsn/],
    [13, /receiver\.flushed_lsn.*slot\.safe_wal_size/s, /invalidation_reason/],
    [15, /control\.redo_lsn.*receiver\.flushed_lsn/s, /confl_active_logicalslot/],
    [16, /slot\.safe_wal_size.*confl_active_logicalslot/s, /slot\.(invalidation_reason|synced)/],
    [17, /slot\.invalidation_reason.*slot\.inactive_since.*slot\.synced/s, /received_lsn/],
  ])('asks %i for what it has, and not for what came later', (major, has, lacks) => {
    expect(observationSql(major)).toMatch(has);
    expect(observationSql(major)).not.toMatch(lacks);
    expect(observationSql(major)).not.toMatch(/xlog|_location/);
  });

  it('asks a major that is not known yet as it asks the newest', () => {
    expect(observationSql(25)).toBe(observationSql(18));
  });

  it.each([9, 10, 18])(
    'asks %i whether a connection string is set, never for what it says',
    (major) => {
      const text = observationSql(major);
      const guarded =
        "case when name in ('archive_command', 'archive_library', 'primary_conninfo', 'restore_command') then (setting <> '')::text";
      expect(text).toContain(guarded);
      // Besides, the names stand only in the list of those that the guard sees.
      expect(text.replace(guarded, '').match(/conninfo|restore_command/g)).toEqual([
        'conninfo',
        'restore_command',
      ]);
    },
  );
});
