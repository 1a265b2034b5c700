import type { Seen } from './messages.js';

/**
 * The mark-up that pgrepl writes itself: dates, people whom it names, and links to the pages of
 * findings where a test has them published.
 */
const ownMarkUp =
  /<!date\^\d+\^[^<>|]*\|[^<>]*>|<@U[A-Z0-9]+>|<https:\/\/example\.com\/findings\/[a-z-]+\.md\|[\w -]+>/g;

/**
 * What is wrong with a message as Slack got it: mark-up that came out of somebody's data, control
 * characters that are not escaped, or a text that is no whole sentence. Empty if nothing is.
 */
export function faultsOf(message: Seen): readonly string[] {
  return [
    ...(isSentence(message.text) ? [] : [`no whole sentence: ${message.text}`]),
    ...stringsOf([message.text, message.blocks]).flatMap(unescapedIn),
  ];
}

function isSentence(text: string): boolean {
  return text.length <= 4_000 && /^[A-Za-z0-9][^]*[.?…]$/.test(text) && !/[\n\r]/.test(text);
}

function unescapedIn(text: string): readonly string[] {
  const rest = text.replace(ownMarkUp, '');
  const faults = [];
  if (/[<>]/.test(rest)) faults.push(`an angle bracket: ${rest}`);
  if (/&(?!amp;|lt;|gt;)/.test(rest)) faults.push(`an ampersand: ${rest}`);
  return faults;
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}
