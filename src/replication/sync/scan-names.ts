/** A word of `synchronous_standby_names`; `text` is the name without its quotes, or as written. */
export interface NamesToken {
  readonly kind: 'name' | 'number' | 'any' | 'first' | ',' | '(' | ')' | 'junk';
  readonly text: string;
}

export type ScannedNames =
  | { readonly ok: true; readonly tokens: readonly NamesToken[] }
  | { readonly ok: false; readonly message: string };

// The patterns are those of PostgreSQL's syncrep_scanner.l. There every byte above 0x7F is a letter,
// so here every character outside ASCII is.
const space = /[ \t\n\r\f\v]+/y;
const identifier = /[A-Za-z_\u0080-\u{10FFFF}][A-Za-z_0-9$\u0080-\u{10FFFF}]*/uy;
const digits = /[0-9]+/y;
const quoted = /"((?:[^"]|"")*)"/y;

/**
 * Splits `synchronous_standby_names` into words as PostgreSQL's scanner does. What it can't place
 * comes out as `junk`, which no rule of the grammar takes.
 */
export function scanNames(text: string, options: { readonly keywords: boolean }): ScannedNames {
  const tokens: NamesToken[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  while (at < text.length) {
    if (take(space) !== null) continue;
    const word = take(identifier)?.[0];
    if (word !== undefined) {
      tokens.push({ kind: options.keywords ? wordKind(word) : 'name', text: word });
      continue;
    }
    const number = take(digits)?.[0];
    if (number !== undefined) {
      tokens.push({ kind: 'number', text: number });
      continue;
    }
    const inQuotes = take(quoted)?.[1];
    if (inQuotes !== undefined) {
      tokens.push({ kind: 'name', text: inQuotes.replaceAll('""', '"') });
      continue;
    }
    const sign = text.charAt(at);
    if (sign === '"') {
      return { ok: false, message: 'unterminated quoted identifier at end of input' };
    }
    at += 1;
    tokens.push({ kind: signKind(sign), text: sign });
  }
  return { ok: true, tokens };
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
    default:
      return 'junk';
  }
}
