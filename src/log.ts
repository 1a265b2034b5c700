import { pino, type Logger } from 'pino';

/** Whatever carries one of these names is left out of every line. */
const secretPaths = ['password', 'token', 'botToken', 'appToken', 'signingSecret', 'url'].flatMap(
  (name) => [name, `*.${name}`, `*.*.${name}`],
);

const secretText = [
  /\b(postgres(?:ql)?:\/\/[^\s:@/]*):[^\s@/]*@/g,
  /\b(xox[a-z]|xapp)-[A-Za-z0-9-]+/g,
  /\b(password=)\S+/gi,
];

/** JSON lines on standard error, one an event, without secrets. */
export function createLog(level: string, destination: { write: (line: string) => void }): Logger {
  return pino(
    {
      level,
      base: { name: 'pgrepl' },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secretPaths, censor: '(not shown)' },
    },
    {
      write: (line: string): void => {
        destination.write(withoutSecrets(line));
      },
    },
  );
}

/** Takes passwords and tokens out of a text, wherever they stand in it. */
export function withoutSecrets(text: string): string {
  return text
    .replace(secretText[0] ?? /$^/, '$1:(not shown)@')
    .replace(secretText[1] ?? /$^/, '$1-(not shown)')
    .replace(secretText[2] ?? /$^/, '$1(not shown)');
}
