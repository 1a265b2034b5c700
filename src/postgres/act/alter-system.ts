import pg from 'pg';

/** A setting of PostgreSQL or of an extension, in any case. */
const namePattern = /^[a-z_][a-z0-9_$]*(\.[a-z_][a-z0-9_$]*)?$/i;

/**
 * Settings whose single items PostgreSQL puts between double quotes (GUC_LIST_QUOTE in
 * guc_tables.c): one literal with a comma in it would become one item.
 */
const quotedLists: ReadonlySet<string> = new Set([
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'shared_preload_libraries',
  'temp_tablespaces',
  'unix_socket_directories',
]);

export type AlterSystem =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

/**
 * The statement that sets a setting for the whole server, or takes it back (null). The value is one
 * literal whatever is in it: for `synchronous_standby_names` that is the text as
 * `postgresql.conf` has it. Takes effect with the next reload.
 */
export function alterSystem(name: string, value: string | null): AlterSystem {
  if (!namePattern.test(name)) return { ok: false, why: 'That is not the name of a setting.' };
  const quotedName = name
    .split('.')
    .map((part) => pg.escapeIdentifier(part))
    .join('.');
  if (value === null) return { ok: true, text: `alter system reset ${quotedName}` };
  if (quotedLists.has(name.toLowerCase())) {
    return { ok: false, why: `pgrepl does not set ${name}, which PostgreSQL quotes item by item.` };
  }
  // PostgreSQL refuses line breaks itself; a NUL would end the statement before its end.
  if (/[\0\r\n]/.test(value)) {
    return { ok: false, why: `A value of ${name} holds no line breaks and no NUL.` };
  }
  return { ok: true, text: `alter system set ${quotedName} = ${pg.escapeLiteral(value).trim()}` };
}
