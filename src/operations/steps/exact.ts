import type { NodeDeclaration } from '../../replication/topology/model.js';
import { oneLine } from '../../wording/safe-text.js';

/** A text as SQL writes it; with `E''` where it holds a backslash, which is then doubled. */
export function sqlLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return text.includes('\\') ? `E${quoted}` : quoted;
}

export const reloadSql = 'SELECT pg_reload_conf()';

export function setNamesSql(names: string): readonly string[] {
  return [`ALTER SYSTEM SET synchronous_standby_names = ${sqlLiteral(names)}`, reloadSql];
}

export function createSlotSql(name: string): string {
  return `SELECT pg_create_physical_replication_slot(${sqlLiteral(name)}, true)`;
}

export function dropSlotSql(name: string): string {
  return `SELECT pg_drop_replication_slot(${sqlLiteral(name)})`;
}

/** Where a node is reached, as a connection string writes it; nothing secret is in it. */
export function addressWords({ host, port }: Pick<NodeDeclaration, 'host' | 'port'>): string {
  return `host=${host} port=${port}`;
}

/** Arguments as a shell would have to be given them; shown to people, never run through one. */
export function argvWords(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ');
}

/** One argument in a command for a person: quoted where a shell would divide or expand it. */
export function shellWord(argument: string): string {
  const line = oneLine(argument);
  return /^[\w@%+=:./{}-]+$/.test(line) ? line : shellQuoted(line);
}

/** In single quotes, whatever it holds. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
