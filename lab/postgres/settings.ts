import type { Major } from './majors.js';

/** PostgreSQL settings by name, values as they would be written between quotes. */
export type Settings = Readonly<Record<string, string>>;

/**
 * What every server of the lab begins with: fast and small rather than durable, so that clusters
 * come up in a second; never to be used for data that matters.
 */
export function baseSettings(major: Major, name: string, port: number): Settings {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    cluster_name: name,
    fsync: 'off',
    shared_buffers: '16MB',
    max_connections: '40',
    max_wal_senders: '10',
    max_replication_slots: '10',
    wal_level: 'replica',
    hot_standby: 'on',
    ...(major >= 13 ? { wal_keep_size: '64MB' } : { wal_keep_segments: '4' }),
    min_wal_size: '32MB',
    max_wal_size: '128MB',
    wal_sender_timeout: '5s',
    wal_receiver_timeout: '5s',
    wal_retrieve_retry_interval: '200ms',
    wal_receiver_status_interval: '1s',
    autovacuum: 'off',
    logging_collector: 'off',
    log_line_prefix: '%m [%p] %a ',
    // Shared memory as files of the data directory goes away with it, even after a kill -9.
    dynamic_shared_memory_type: 'mmap',
    timezone: 'UTC',
    lc_messages: 'C',
  };
}

/**
 * The settings of which a standby may not have less than its primary had when the standby's data
 * were written.
 */
export const boundSettings: readonly string[] = [
  'max_connections',
  'max_worker_processes',
  'max_wal_senders',
  'max_prepared_transactions',
  'max_locks_per_transaction',
];

/** The text of a configuration file, where a backslash begins an escape. */
export function configurationText(settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${quoted(value.replaceAll('\\', '\\\\'))}\n`)
    .join('');
}

/** A value as a string of SQL. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
