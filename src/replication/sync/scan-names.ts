/** A word of `synchronous_standby_names`. */
export interface NamesToken {
  readonly kind: 'name' | 'number' | 'any' | 'first' | ',' | '(' | ')' | 'junk' | 'unterminated';
  /** A name without its quotes; anything else as written. */
  readonly text: string;
  /** What PostgreSQL calls the place if the word is wrong there: of a quoted name the last quote. */
  readonly near: string;
}

// The patterns are those of PostgreSQL's syncrep_scanner.l. There every byte above 0x7F is a letter,
// so here every character outside ASCII is.
const patterns = {
  space: /[ \t\n\r\f\v]+/y,
  identifier: /[A-Za-z_\u0080-\u{10FFFF}][A-Za-z_0-9$\u0080-\u{10FFFF}]*/uy,
  number: /[0-9]+/y,
  quoted: /"([^"]*(?:""[^"]*)*)"/y,
} as const;

/**
 * Splits `synchronous_standby_names` into words as PostgreSQL's scanner does. What it can't place
 * comes out as `junk` or `unterminated`, which no rule of the grammar takes.
 */
export function scanNames(
  text: string,
  options: { readonly keywords: boolean },
): readonly NamesToken[] {
  const tokens: NamesToken[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  const nextToken = (): NamesToken => {
    const word = take(patterns.identifier)?.[0];
    if (word !== undefined) return token(options.keywords ? wordKind(word) : 'name', word);
    const digits = take(patterns.number)?.[0];
    if (digits !== undefined) return token('number', digits);
    const inQuotes = take(patterns.quoted)?.[1];
    if (inQuotes !== undefined) return token('name', inQuotes.replaceAll('""', '"'), '"');
    const sign = text.charAt(at);
    at = sign === '"' ? text.length : at + 1;
    return token(signKind(sign), sign);
  };
  while (at < text.length) {
    if (take(patterns.space) === null) tokens.push(nextToken());
  }
  return tokens;
}

function token(kind: NamesToken['kind'], text: string, near = text): NamesToken {
  return { kind, text, near };
}

function wordKind(word: string): 'any' | 'first' | 'name' {
  if (/^any$/i.test(word)) return 'any';
  if (/^first$/i.test(word)) return 'first';
  return 'name';
}

function signKind(sign: string): NamesToken['kind'] {
  switch (sign) {
    case ',':
    case '(':
    case ')':
      return sign;
    case '*':
      return 'name';
    case '"':
      return 'unterminated';
    default:
      return 'junk';
  }
}
