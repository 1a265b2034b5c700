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
