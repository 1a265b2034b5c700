import { maskedConninfo } from './mask-sql.js';

/** Settings of `recovery.conf` (up to 11) that are shown as they are. */
const plainNames = [
  'primary_slot_name',
  'recovery_min_apply_delay',
  'recovery_target',
  'recovery_target_lsn',
  'recovery_target_name',
  'recovery_target_time',
  'recovery_target_timeline',
  'recovery_target_xid',
  'trigger_file',
];

/** The value of a name in the file's text: between quotes, where `''` is one quote; `=` is optional. */
function valueOf(name: string): string {
  const start = String.raw`(?ni)^[ \t]*${name}(?:[ \t]*=[ \t]*|[ \t]+)`;
  const quoted = `substring(file.text from $re$${start}'((?:[^']|'')*)'$re$)`;
  const bare = `substring(file.text from $re$${start}([^\\s#']+)$re$)`;
  return `replace(coalesce(${quoted}, ${bare}), '''''', '''')`;
}

/**
 * What a `recovery.conf` says, secrets masked before they leave the server: null for what it does not
 * name. A server that has no such file is answered for by `present`.
 */
export const recoveryConfSql = `
  (select json_build_object(
    'present', file.text is not null,
    'values', json_build_object(
      'primary_conninfo', (select ${maskedConninfo('source.text')}
                           from (select ${valueOf('primary_conninfo')} as text) source),
      'restore_command', case when ${valueOf('restore_command')} <> '' then 'set' end,
      ${plainNames.map((name) => `'${name}', ${valueOf(name)}`).join(', ')}))
  from (select pg_read_file('recovery.conf', 0, 1000000, true) as text) file)`;
