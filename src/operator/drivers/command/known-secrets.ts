import type { NodeCommand } from '../../../operations/facts.js';
import { settingValue } from '../../../operations/standby-settings.js';
import { formatConninfo } from '../../../replication/conninfo.js';

/** Shorter ones would take ordinary words out of a text. */
const shortest = 4;
const hidden = '***';

/** The text without these secrets, in whatever form a tool may have written them. */
export function withoutKnownSecrets(text: string, secrets: readonly string[]): string {
  return [...new Set(secrets.filter((secret) => secret.length >= shortest).flatMap(formsOf))]
    .toSorted((a, b) => b.length - a.length)
    .reduce((kept, form) => kept.replaceAll(form, hidden), text);
}

type Commands = Readonly<Partial<Record<NodeCommand, readonly string[]>>>;

/** Commands as plans, cards and records show them: what a secret variable stood for is not among it. */
export function shownCommands(commands: Commands, secrets: readonly string[]): Commands {
  return Object.fromEntries(
    Object.entries(commands).map(([command, argv]) => [
      command,
      argv.map((argument) => withoutKnownSecrets(argument, secrets)),
    ]),
  );
}

function formsOf(secret: string): readonly string[] {
  const inConninfo = formatConninfo(new Map([['', secret]])).replace(/^='?|'$/g, '');
  return [
    secret,
    inConninfo,
    settingValue(inConninfo).slice(1, -1),
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ];
}
