/**
 * JSON text that PostgreSQL's `jsonb` takes whatever the strings hold: it knows neither U+0000 nor
 * half a surrogate pair, both of which a database or a person can put into a name. They become
 * U+FFFD, the replacement character.
 */
export function toJsonbText(value: unknown): string {
  // A lone surrogate is always written as an escape by JSON.stringify (well-formed since ES2019);
  // `\\` is stepped over, so that an escaped backslash before `u0000` is left alone.
  return JSON.stringify(value).replace(/\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g, (escape) =>
    escape === '\\\\' ? escape : '\ufffd',
  );
}

/**
 * The one way to write a plain-JSON value: keys in order of their UTF-16 units, no blanks, numbers
 * as ECMAScript prints them (RFC 8785). What the audit log's hashes are made over.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}
