/** Beyond this a name is cut: PostgreSQL's own names end at 63 bytes. */
const longestNameLength = 63;

/**
 * A name as it appears in a sentence: one line, and cut with `…` when it is so long that it would
 * push the sentence itself out of the message. Nothing is escaped: that depends on where it goes.
 */
export function shownName(name: string): string {
  // Control characters would break the line or the terminal.
  const line = name.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  const characters = [...line];
  if (characters.length <= longestNameLength) return line === '' ? '(empty name)' : line;
  return `${characters.slice(0, longestNameLength - 1).join('')}…`;
}

/** Words as a sentence lists them: `s1`, `s1 and s2`, `s1, s2 and s3`. */
export function listWords(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  if (words.length <= 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words[words.length - 1] ?? ''}`;
}

/** Names as a sentence lists them; beyond `most` the rest is counted: `s1, s2 and 7 more`. */
export function listNames(
  names: readonly string[],
  conjunction: 'and' | 'or' = 'and',
  most = 6,
): string {
  const shown = names.map(shownName);
  if (shown.length <= most) return listWords(shown, conjunction);
  const kept = shown.slice(0, most - 1);
  return `${kept.join(', ')} ${conjunction} ${shown.length - kept.length} more`;
}
