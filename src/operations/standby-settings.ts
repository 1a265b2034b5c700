import type { StandbySource } from './deed.js';

/**
 * The settings that make a server a standby of `source`, as they stand in its files: from 12 on lines
 * for `postgresql.auto.conf`, where the last one of a name counts, beside an empty `standby.signal`;
 * before, a `recovery.conf`. `recovery_target_timeline` is named because before 12 a standby would
 * otherwise stay on the old timeline. Holds the password of `primary_conninfo`.
 *
 * @param major PostgreSQL's major version, 10 or newer
 */
export function standbySettings(
  source: Pick<StandbySource, 'conninfo' | 'slot'>,
  major: number,
): string {
  const settings: [string, string][] = [
    ['primary_conninfo', source.conninfo],
    ['recovery_target_timeline', 'latest'],
  ];
  if (major < 12) settings.unshift(['standby_mode', 'on']);
  // From 12 on one that was set before has to be put out of force; before, an empty one is refused.
  if (major >= 12 || source.slot !== null) {
    settings.push(['primary_slot_name', source.slot ?? '']);
  }
  return settings.map(([name, value]) => `${name} = ${settingValue(value)}\n`).join('');
}

/**
 * A value as configuration files have it (guc-file.l): between quotes, a quote twice, and with a
 * backslash as the beginning of an escape. A quoted value can't span lines.
 */
export function settingValue(value: string): string {
  return `'${value
    .replaceAll('\\', String.raw`\\`)
    .replaceAll("'", "''")
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`)}'`;
}
