import type { Conversation } from './conversation.js';

/** `name = 'value'`, `=` optional; in quotes `''` and a backslash escape, as in postgresql.conf. */
const line =
  /^[ \t]*([A-Za-z_][A-Za-z0-9_]*)(?:[ \t]*=[ \t]*|[ \t]+|(?='))(?:'((?:[^'\\\n]|''|\\.)*)'|([^\s#'][^\s#]*))[ \t\r]*(?:#.*)?$/gm;

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * The settings of a `recovery.conf` (up to 11), names in lower case; of a name that stands there
 * twice the last counts, as in PostgreSQL (`ParseConfigFp`, `GUC_scanstr`).
 */
export function parseRecoveryConf(text: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of text.matchAll(line)) {
    settings.set(name.toLowerCase(), quoted === undefined ? plain : unquoted(quoted));
  }
  return settings;
}

function unquoted(text: string): string {
  return text.replaceAll(/''|\\([0-7]{1,3}|[\s\S])/g, (_, escaped: string | undefined) => {
    if (escaped === undefined) return "'";
    if (/^[0-7]/.test(escaped)) return String.fromCharCode(Number.parseInt(escaped, 8) & 0xff);
    return escapes[escaped] ?? escaped;
  });
}

/** In bytes: none is longer in earnest. */
const longest = 1_000_000;

/**
 * Reads the file on the server, which takes a superuser; null where there is none, on a primary.
 * @throws {StatementError} if the role may not
 */
export async function readRecoveryConf(
  conversation: Conversation,
): Promise<ReadonlyMap<string, string> | null> {
  const [row] = await conversation.ask({
    text: `select pg_read_file('recovery.conf', 0, ${longest}, true) as text`,
  });
  const text = row?.['text'];
  return typeof text === 'string' ? parseRecoveryConf(text) : null;
}
