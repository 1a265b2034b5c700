import pg from 'pg';
import type { StoreConnection } from './connection.js';
import { StoreError } from './errors.js';

/** What a session of the store sets itself: the URL has no say in it. */
const ours = [
  'application_name',
  'fallback_application_name',
  'connect_timeout',
  'statement_timeout',
  'lock_timeout',
  'query_timeout',
  'idle_in_transaction_session_timeout',
  'keepalives',
  'client_encoding',
];

/**
 * Any PostgreSQL by URL, for example `postgresql://pgrepl@db9:5432/pgrepl?sslmode=verify-full`.
 * `sslmode` means what it means to libpq; a password may stand in `~/.pgpass` instead. Throws a
 * `StoreError` `refused`, which never holds the URL, if it is none.
 */
export function connectByUrl(url: string): StoreConnection {
  const connectionString = withLibpqTls(url);
  const target = { connectionString };
  return {
    kind: 'url',
    where: describe(target),
    target: () => Promise.resolve(target),
    close: () => Promise.resolve(),
  };
}

function withLibpqTls(url: string): string {
  if (!/^postgres(?:ql)?:\/\//i.test(url)) {
    throw notAUrl('it does not begin with postgresql://');
  }
  const [base = '', ...rest] = url.split('?');
  const parameters = new URLSearchParams(rest.join('?'));
  for (const name of ours) parameters.delete(name);
  // Without it `pg` takes `require` for `verify-full`, which is not what the word means elsewhere.
  parameters.set('uselibpqcompat', 'true');
  return `${base}?${parameters.toString()}`;
}

/** Host, port and database as the driver reads them. */
function describe(target: pg.ClientConfig): string {
  try {
    const { host, port, database } = new pg.Client(target);
    return `${host}:${port}/${database ?? ''}`;
  } catch (error) {
    // Not as the cause: what cannot be parsed may hold a password anywhere.
    throw notAUrl(explain(error));
  }
}

function explain(error: unknown): string {
  if (error instanceof TypeError) return 'it cannot be read as a URL';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'EACCES') return 'a certificate file it names cannot be read';
  return 'one of its parameters is not valid';
}

function notAUrl(why: string): StoreError {
  return new StoreError(
    'refused',
    `The store's URL is not usable: ${why}. It looks like postgresql://user:password@host:5432/database; special characters of the password are percent-encoded.`,
  );
}
