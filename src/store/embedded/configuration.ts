import { appendFile, chown, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Places } from './places.js';
import { ownName, type ServerUser } from './run-as.js';

/** The superuser of the embedded server, as whom pgrepl connects. */
export const superuser = 'pgrepl';

/** Where the server is to listen: in a directory of its own, or (Windows) on a port of loopback. */
export type Listen =
  | { readonly kind: 'socket'; readonly directory: string; readonly port: number }
  | { readonly kind: 'loopback'; readonly port: number };

/**
 * Small, and as durable as PostgreSQL can be: this is where the audit log lives. Statements are not
 * logged with their values.
 */
const settings = {
  cluster_name: 'pgrepl store',
  max_connections: '30',
  shared_buffers: '32MB',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  wal_level: 'minimal',
  max_wal_senders: '0',
  min_wal_size: '32MB',
  max_wal_size: '128MB',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '1',
  io_method: 'sync',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_line_prefix: '%m [%p] ',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
} as const;

/**
 * Writes what pgrepl decides about the server's configuration, before every start: settings,
 * where it listens, and who gets in. On Unix only the present user does, whom the system vouches
 * for (`peer`); on Windows only who knows the password.
 */
export async function writeConfiguration(
  places: Places,
  user: ServerUser,
  listen: Listen,
): Promise<void> {
  const text = Object.entries({ ...listenSettings(listen), ...settings })
    .map(([name, value]) => `${name} = ${quoted(value)}\n`)
    .join('');
  await write(
    places,
    user,
    'pgrepl.conf',
    `# Written by pgrepl at every start. Put changes of yours into postgresql.auto.conf.\n${text}`,
  );
  await includeOnce(places);
  if (listen.kind === 'socket') {
    await write(places, user, 'pg_hba.conf', 'local all all peer map=pgrepl\n');
    await write(places, user, 'pg_ident.conf', `pgrepl "${ownName()}" ${superuser}\n`);
  } else {
    await write(places, user, 'pg_hba.conf', 'host all all 127.0.0.1/32 scram-sha-256\n');
  }
}

/** A value in a configuration file, where a backslash begins an escape. */
function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

function listenSettings(listen: Listen): Record<string, string> {
  return listen.kind === 'socket'
    ? {
        listen_addresses: '',
        port: String(listen.port),
        unix_socket_directories: `"${listen.directory.replaceAll('"', '""')}"`,
        unix_socket_permissions: '0700',
      }
    : { listen_addresses: '127.0.0.1', port: String(listen.port) };
}

async function includeOnce(places: Places): Promise<void> {
  const file = join(places.data, 'postgresql.conf');
  const line = "include 'pgrepl.conf'\n";
  if (!(await readFile(file, 'utf8')).endsWith(line)) await appendFile(file, `\n${line}`);
}

async function write(places: Places, user: ServerUser, name: string, text: string): Promise<void> {
  const file = join(places.data, name);
  await writeFile(file, text, { mode: 0o600 });
  if (user.ids !== undefined) await chown(file, user.ids.uid, user.ids.gid);
}
