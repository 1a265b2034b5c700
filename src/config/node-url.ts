import type { SslMode } from './model.js';
import { sslModes } from './values.js';

export interface NodeUrl {
  readonly host: string;
  readonly port: number | null;
  readonly user: string | null;
  readonly password: string | null;
  readonly database: string | null;
  readonly sslMode: SslMode | null;
  readonly sslRootCert: string | null;
}

export type NodeUrlResult =
  | { readonly ok: true; readonly url: NodeUrl }
  /** Says what is wrong without repeating the URL, which may hold a password. */
  | { readonly ok: false; readonly message: string };

const known = new Set(['sslmode', 'sslrootcert']);

/** Reads `postgres://user:password@host:port/database?sslmode=…`: one host, as a node is one server. */
export function parseNodeUrl(text: string): NodeUrlResult {
  if (!/^postgres(ql)?:\/\//.test(text)) return fail('a node URL starts with postgres://');
  if (/^[^/]*\/\/[^/]*,/.test(text))
    return fail('a node is one server: write one host, not a list');
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return fail(
      'this is no valid URL; write postgres://user@host:port/database (a password in it must be percent-encoded)',
    );
  }
  // Otherwise a piece of the password would pass for the host, the database or a parameter.
  if (/@/.test(`${url.pathname}${url.search}${url.hash}`)) {
    return fail(
      'a password with / ? or # in it must be percent-encoded in a URL; or write it under password',
    );
  }
  if (url.hostname === '') return fail('the URL names no host');
  const stranger = [...url.searchParams.keys()].find((key) => !known.has(key));
  if (stranger !== undefined) {
    return fail(`the URL's parameter "${stranger}" is not known here; sslmode and sslrootcert are`);
  }
  const mode = url.searchParams.get('sslmode');
  if (mode !== null && !isSslMode(mode)) return fail(`sslmode is one of ${sslModes.join(', ')}`);
  const decoded = decodeParts(url);
  if (decoded === undefined)
    return fail(
      'a % in the URL must be followed by two hexadecimal digits; or write the password under password',
    );
  return {
    ok: true,
    url: {
      ...decoded,
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port === '' ? null : Number(url.port),
      sslMode: mode,
      sslRootCert: url.searchParams.get('sslrootcert'),
    },
  };
}

function decodeParts(url: URL): Pick<NodeUrl, 'user' | 'password' | 'database'> | undefined {
  try {
    const part = (text: string): string | null => (text === '' ? null : decodeURIComponent(text));
    return {
      user: part(url.username),
      password: part(url.password),
      database: part(url.pathname.replace(/^\//, '')),
    };
  } catch {
    return undefined;
  }
}

function isSslMode(text: string): text is SslMode {
  return (sslModes as readonly string[]).includes(text);
}

function fail(message: string): NodeUrlResult {
  return { ok: false, message };
}
