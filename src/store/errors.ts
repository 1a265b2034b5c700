/**
 * Why the store did not do what it was asked:
 *
 * - `unavailable`: it cannot be reached, did not answer in time, or cannot work just now (starting,
 *   disk full, deadlock); says nothing about what was asked, which may be repeated later. After a
 *   lost answer it is open whether the change was recorded; saying it again does no harm;
 * - `conflict`: another pgrepl owns this store, or took it over; only a restart helps;
 * - `refused`: the server will not do this for this reason, now or later: the value does not fit,
 *   the password is wrong, a privilege is missing, the server is a standby;
 * - `schema`: what is in the store is not what this version of pgrepl works with.
 */
export type StoreErrorCode = 'unavailable' | 'conflict' | 'refused' | 'schema';

/** A failure of the store with its named reason; `cause` is what the driver threw, if anything. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/**
 * True for an error that says nothing about what was asked: it may be asked again later. False for
 * `refused` alone, and for what is no error of the store at all.
 */
export function isUnavailable(error: unknown): boolean {
  return error instanceof StoreError && error.code !== 'refused';
}

/** The SQLSTATE of a PostgreSQL error, or the system's code (`ECONNREFUSED`) of any other. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Classes of SQLSTATE (its first two characters) that speak of what was asked, not of the server. */
const aboutTheRequest = new Set(['0A', '21', '22', '23', '42', '44', '54']);
/** Undefined table, column, schema, function: somebody changed the schema behind pgrepl's back. */
const aboutTheSchema = new Set(['42P01', '42703', '3F000', '42883']);
/** A privilege that was taken away may be given back. */
const missingPrivilege = '42501';

/**
 * Wraps whatever a statement failed with; a `StoreError` stays as it is. `doing` completes "the
 * store could not …".
 */
export function statementError(error: unknown, doing: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = errorCode(error);
  const said = messageOf(error);
  if (code !== null && aboutTheSchema.has(code)) {
    const message = `The store's schema is damaged; it could not ${doing}: ${said}`;
    return new StoreError('schema', message, { cause: error });
  }
  const refused = code?.length === 5 && aboutTheRequest.has(code.slice(0, 2));
  if (refused && code !== missingPrivilege) {
    return new StoreError('refused', `The store refused to ${doing}: ${said}`, { cause: error });
  }
  return new StoreError('unavailable', `The store could not ${doing}: ${said}`, { cause: error });
}

/**
 * Wraps what a connection attempt failed with. What only a person can mend (a wrong password, a
 * database that does not exist, a missing privilege) is `refused`; everything else may pass.
 */
export function connectError(error: unknown, where: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = errorCode(error);
  const said = messageOf(error);
  const lasting =
    code !== null && (code.startsWith('28') || code === '3D000' || code === missingPrivilege);
  if (lasting) {
    return new StoreError('refused', `The store at ${where} refused pgrepl: ${said}`, {
      cause: error,
    });
  }
  return new StoreError('unavailable', `The store at ${where} cannot be reached: ${said}`, {
    cause: error,
  });
}

/** What an error says; Node.js leaves an `AggregateError` (one try per address) without words. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '' || !(error instanceof AggregateError)) return error.message;
  const [first] = error.errors as readonly unknown[];
  return first instanceof Error ? first.message : 'no address answered';
}
