const hidden = '***';

/** Names whose value is nobody's business, as the end of a longer name too (`PGPASSWORD`). */
const secretName = '(?:password|passwd|passphrase|secret|api_?key|access_?key|token)';

/**
 * What gives a secret away in running text. Each keeps what stands before the secret, so that a
 * reader sees what was there.
 */
const patterns: readonly (readonly [RegExp, string])[] = [
  // A private key in PEM form.
  [
    /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    `-----BEGIN $1----- ${hidden}`,
  ],
  // scheme://user:password@host; up to the last @ of the word, as a password may hold one itself.
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s]*@/gi, `$1:${hidden}@`],
  // Slack: bot, user, app, refresh and configuration tokens; web hooks and response URLs.
  [/\b(xox[a-z]|xapp)[.-][A-Za-z0-9.-]+/gi, `$1-${hidden}`],
  [/(hooks\.slack\.com\/[a-z]+\/)[^\s"'>|]+/gi, `$1${hidden}`],
  [/\b(authorization["']?\s*[=:]\s*["']?[a-z]+\s+)[^\s"',;]+/gi, `$1${hidden}`],
  [/\b(bearer\s+)[A-Za-z0-9+/=._~-]{16,}/gi, `$1${hidden}`],
  // How PostgreSQL keeps passwords: SCRAM verifiers and MD5 hashes.
  [/\b(SCRAM-SHA-256)\$[^\s"']+/g, `$1$${hidden}`],
  [/\bmd5[0-9a-f]{32}\b/gi, `md5${hidden}`],
  // ALTER ROLE … PASSWORD 'secret', in quotes or between dollars; E'' and U&'' strings too.
  [/\b(password\s+)(?:[EU]&?)?'(?:[^'\\]|\\.|'')*'?/gi, `$1'${hidden}'`],
  [/\b(password\s+)\$(\w*)\$[\s\S]*?(?:\$\2\$|$)/gi, `$1'${hidden}'`],
  // password=secret, PGPASSWORD='sec ret', "token": "secret", sslpassword = secret.
  [
    new RegExp(
      `(${secretName}["']?\\s*[=:]\\s*)(?:'(?:[^'\\\\]|\\\\.|'')*'?|"(?:[^"\\\\]|\\\\.)*"?|[^\\s&'"][^\\s&]*)`,
      'gi',
    ),
    `$1${hidden}`,
  ],
];

const secretKey = new RegExp(`${secretName}$`, 'i');
/** A text without any of these cannot hold what the patterns look for: the common case is quick. */
const suspicious = new RegExp(
  `${secretName}|:\\/\\/|xox|xapp|hooks\\.slack|authorization|bearer|scram|md5|private key`,
  'i',
);

/** The text with everything that looks like a secret replaced by `***`. */
export function redactText(text: string): string {
  if (!suspicious.test(text)) return text;
  return patterns.reduce((result, [pattern, instead]) => result.replace(pattern, instead), text);
}

/**
 * A plain-JSON copy of the value without secrets: every text goes through {@link redactText}, and
 * what stands under a telling name (`password`, `botToken`) is replaced as a whole.
 */
export function redactJson(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redactJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [
      redactText(key),
      secretKey.test(key) && (typeof inner === 'string' || typeof inner === 'number')
        ? hidden
        : redactJson(inner),
    ]),
  );
}
