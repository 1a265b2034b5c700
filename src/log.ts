import { pino, type Logger } from 'pino';

const hidden = '(not shown)';

/** Names whose values are left out of every line, however deep they stand. */
const secretNames =
  'password|passwd|token|bot_?token|app_?token|signing_?secret|client_?secret|authorization|cookie|url';

/** What gives a secret away by its form. Each keeps its first group and loses the rest. */
const secretForms: readonly RegExp[] = [
  // A member of an object, also of one that is quoted inside a string.
  new RegExp(
    String.raw`((\\*)"(?:${secretNames})\2"\s*:\s*\2")(?:[^"\\]|(?!\2")\\+"?)*(?=\2")`,
    'gi',
  ),
  // The password in a URL, up to the last @ before white space or a quote.
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/"\\]*:)[^\s"\\]*(?=@)/gi,
  // Slack's tokens.
  /(\b(?:xox[a-z]|xapp)(?:\.xox[a-z])?-)[\w-]+/gi,
  /(\bBearer )[^\s"\\]+/gi,
  // The password in a connection string of keywords and values.
  /(\bpassword\s*=\s*)(?:'(?:[^'\\]|\\.)*'|[^\s"'\\]+)/gi,
];

/** Shorter ones would take ordinary words out of the log. */
const shortestSecret = 4;

/**
 * JSON lines on standard error, one an event, without secrets.
 *
 * @param secrets what must not show whatever its form: the tokens and passwords of the configuration
 */
export function createLog(
  level: string,
  destination: { write: (line: string) => void },
  secrets: readonly string[] = [],
): Logger {
  return pino(
    { level, base: { name: 'pgrepl' }, timestamp: pino.stdTimeFunctions.isoTime },
    {
      write: (line: string): void => {
        destination.write(withoutSecrets(line, secrets));
      },
    },
  );
}

/** Takes passwords and tokens out of a text, wherever they stand in it. */
export function withoutSecrets(text: string, secrets: readonly string[] = []): string {
  const byForm = secretForms.reduce((kept, form) => kept.replace(form, `$1${hidden}`), text);
  return secrets
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .toSorted((a, b) => b.length - a.length)
    .reduce((kept, secret) => kept.replaceAll(secret, hidden), byForm);
}
