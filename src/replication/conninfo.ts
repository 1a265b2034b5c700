/**
 * A connection string of libpq in parts, by keyword. Both forms are read, `host=db1 port=5432` and
 * `postgresql://db1:5432/`; it is written in the first. As in libpq, a later keyword takes the place
 * of an earlier one.
 */
export type Conninfo = ReadonlyMap<string, string>;

/** Keywords whose values are nobody's business (libpq 10 to 18). */
const secretKeywords: ReadonlySet<string> = new Set([
  'password',
  'sslpassword',
  'oauth_client_secret',
  'scram_client_key',
  'scram_server_key',
]);

/** `undefined` for what libpq would not take either: no `=`, an open quote, a broken URL. */
export function parseConninfo(text: string): Conninfo | undefined {
  return /^postgres(?:ql)?:\/\//.test(text) ? parseUri(text) : parseKeywords(text);
}

/** As libpq reads it; values are quoted where they must be. */
export function formatConninfo(parts: Conninfo): string {
  return [...parts].map(([keyword, value]) => `${keyword}=${quoted(value)}`).join(' ');
}

/** The secrets in a connection string, as they are meant, not as they are written. */
export function secretsInConninfo(text: string): readonly string[] {
  const parts = parseConninfo(text);
  if (parts === undefined) return [];
  return [...parts].filter(([keyword]) => secretKeywords.has(keyword)).map(([, value]) => value);
}

/** The same without passwords, fit to be shown; `undefined` if it cannot be read. */
export function withoutConninfoSecrets(text: string): string | undefined {
  const parts = parseConninfo(text);
  if (parts === undefined) return undefined;
  return formatConninfo(new Map([...parts].filter(([keyword]) => !secretKeywords.has(keyword))));
}

/** The same with a word in place of each secret, so that it shows that one is there; `undefined` if it cannot be read. */
export function maskConninfoSecrets(text: string): string | undefined {
  const parts = parseConninfo(text);
  if (parts === undefined) return undefined;
  return formatConninfo(
    new Map(
      [...parts].map(([keyword, value]) => [
        keyword,
        secretKeywords.has(keyword) ? `<${keyword}>` : value,
      ]),
    ),
  );
}

/** Where a connection is to lead instead; what is absent stays as it was. */
export interface Redirection {
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  readonly applicationName?: string;
  readonly user?: string;
  readonly password?: string;
  readonly sslMode?: string;
}

/**
 * A connection string that leads elsewhere and is otherwise the same. A password goes with its user:
 * another user does not inherit it. One that can't be read counts as empty.
 */
export function redirectConninfo(text: string, to: Redirection): string {
  const parts = new Map(parseConninfo(text) ?? []);
  // It would go before the host.
  parts.delete('hostaddr');
  parts.set('host', to.host);
  parts.set('port', String(to.port));
  if (to.user !== undefined && to.user !== parts.get('user')) parts.delete('password');
  if (to.user !== undefined) parts.set('user', to.user);
  if (to.password !== undefined) parts.set('password', to.password);
  if (to.sslMode !== undefined) parts.set('sslmode', to.sslMode);
  if (to.applicationName !== undefined) parts.set('application_name', to.applicationName);
  return formatConninfo(parts);
}

/** A keyword, blanks around `=`, and a value: in quotes, or up to white space; `\` takes the next as it is. */
const entry =
  /\s*([^\s=]+)\s*=\s*(?:'((?:[^'\\]|\\[\s\S])*)'|((?:[^\s'\\]|\\(?:[\s\S]|$))(?:[^\s\\]|\\(?:[\s\S]|$))*)?(?=\s|$))/y;
const blankRest = /\s*$/y;

function parseKeywords(text: string): Conninfo | undefined {
  const parts = new Map<string, string>();
  let at = 0;
  for (;;) {
    blankRest.lastIndex = at;
    if (blankRest.test(text)) return parts;
    entry.lastIndex = at;
    const match = entry.exec(text);
    if (match?.[1] === undefined) return undefined;
    parts.set(match[1], (match[2] ?? match[3] ?? '').replaceAll(/\\([\s\S]?)/g, '$1'));
    at = entry.lastIndex;
  }
}

/** `postgresql://[user[:password]@][host[:port],…][/dbname][?keyword=value&…]`. */
const uri =
  /^postgres(?:ql)?:\/\/(?:([^:@/?]*)(?::([^@/?]*))?@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/;

function parseUri(text: string): Conninfo | undefined {
  const match = uri.exec(text);
  if (match === null) return undefined;
  const [, user, password, hosts = '', database, query = ''] = match;
  const parsedHosts = hosts.split(',').map((host) => /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(host));
  if (parsedHosts.some((host) => host === null)) return undefined;
  const found: (readonly [string, string | undefined])[] = [
    ['user', user],
    ['password', password],
    ['host', parsedHosts.map((host) => (host?.[1] ?? '').replaceAll(/[[\]]/g, '')).join(',')],
    ['port', parsedHosts.map((host) => host?.[2] ?? '').join(',')],
    ['dbname', database],
  ];
  for (const pair of query.split('&').filter((one) => one !== '')) {
    const equals = pair.indexOf('=');
    if (equals < 1) return undefined;
    found.push([pair.slice(0, equals), pair.slice(equals + 1)]);
  }
  try {
    return new Map(
      found.flatMap(([keyword, value]) =>
        value === undefined || /^,*$/.test(value)
          ? []
          : [[keyword, decodeURIComponent(value)] as const],
      ),
    );
  } catch {
    return undefined; // a % that is followed by no two hexadecimal digits
  }
}

function quoted(value: string): string {
  if (/^[^\s'\\]+$/.test(value)) return value;
  return `'${value.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
