import type { Principal } from '../operations/model.js';
import { oneLine, truncate } from './safe-text.js';

/**
 * People and user groups stand in plain text as the audit log names them: `slack:T…/U…` for a person,
 * `slack:U…` and `slack:S…` for who is named in an allow-list. The first group of a match is the id.
 * Slack's blocks may make mentions of them.
 */
export const peoplePattern = /\bslack:(?:[TE][A-Z0-9]+\/)?([UWS][A-Z0-9]+)\b/g;

export function principalText({ id }: Principal): string {
  return `slack:${id}`;
}

/** Text of others in which nobody is named, whatever it looks like. */
export function unnamed(text: string): string {
  return text.replace(/slack:/gi, 'slack\uA789');
}

/** Longer words of a person are cut: a card has other things to say, too. */
const longestQuote = 300;

/** A person's own words in quotation marks; they mention nobody and are no command. */
export function quoted(words: string): string {
  const line = oneLine(words).replaceAll('`', '\u02CB').replaceAll('"', '\u201D');
  return `"${unnamed(truncate(line, longestQuote))}"`;
}
