/**
 * Why PostgreSQL's binaries could not be had, or a private server could not be run. The message of
 * each error says what to do about it.
 */
export type EmbeddedErrorCode =
  /** There is no package of PostgreSQL binaries for this operating system and processor. */
  | 'unsupported_platform'
  /** There is a package, but it is not installed. */
  | 'binaries_missing'
  /** The binaries are there, but this system cannot run them. */
  | 'binaries_unusable'
  /** Neither the installed binaries nor a copy can be reached by the server's user. */
  | 'cache_unusable'
  /** PostgreSQL refuses to run as root, and there is no other user to run it as. */
  | 'no_server_user'
  /** The present user has no entry in the user database, which `initdb` insists on. */
  | 'no_passwd_entry'
  /** The server's user cannot reach or use the data directory. */
  | 'directory_unusable'
  /** The data directory was made by another major version of PostgreSQL. */
  | 'wrong_major'
  /** The directory holds something that is not a data directory. */
  | 'not_a_data_directory'
  /** Another process has been starting the same server for too long. */
  | 'locked'
  /** `initdb` failed. */
  | 'initdb_failed'
  /** The server did not start; the end of its log is in the message. */
  | 'start_failed'
  /** The server was not ready, or not gone, within the time given to it. */
  | 'timed_out'
  /** It was stopped for good; it is not started again by this process. */
  | 'stopped';

/** An expected failure around the embedded PostgreSQL, with its named reason and its cause. */
export class EmbeddedServerError extends Error {
  override readonly name = 'EmbeddedServerError';
  readonly code: EmbeddedErrorCode;

  constructor(code: EmbeddedErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** For whoever wants a server that was stopped for good, or whose start was interrupted. */
export function stopped(cause?: unknown): EmbeddedServerError {
  return new EmbeddedServerError('stopped', 'The store was stopped with pgrepl.', { cause });
}

/** The system's error code (`ENOENT`, `EEXIST`, …) of something thrown by Node.js. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
