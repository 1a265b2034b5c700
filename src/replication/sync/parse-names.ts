import type { SyncConfig } from '../topology/model.js';
import type { NamesToken } from './scan-names.js';
import { scanNames } from './scan-names.js';

export type ParsedNames =
  /** Null for the empty setting: no synchronous replication. */
  | { readonly ok: true; readonly config: SyncConfig | null }
  | { readonly ok: false; readonly message: string };

/**
 * Reads `synchronous_standby_names` as PostgreSQL does (`syncrep_gram.y`): a plain list, `n (…)`,
 * `FIRST n (…)`, `ANY n (…)`. Names stay as written, because PostgreSQL does not fold them either: it
 * compares them with `application_name` without regard to case (`sameStandbyName`).
 *
 * `major` 9 stands for 9.6, where `FIRST` and `ANY` were ordinary names.
 */
export function parseSynchronousStandbyNames(text: string, major = 18): ParsedNames {
  if (text === '') return { ok: true, config: null };
  return parseTokens(scanNames(text, { keywords: major >= 10 }));
}

/**
 * Whether a listed name stands for a standby of this `application_name`: letters A to Z without
 * regard to case, all else exactly, as `pg_strcasecmp` does. `*` stands for every standby.
 */
export function nameMatches(listed: string, applicationName: string): boolean {
  return listed === '*' || sameStandbyName(listed, applicationName);
}

/** Two names that PostgreSQL takes for the same; a `*` is nothing special here. */
export function sameStandbyName(a: string, b: string): boolean {
  return foldAscii(a) === foldAscii(b);
}

function foldAscii(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function parseTokens(tokens: readonly NamesToken[]): ParsedNames {
  const [first, second, third] = tokens;
  if (first?.kind === 'any' || first?.kind === 'first') {
    if (second?.kind !== 'number') return syntaxError(second);
    if (third?.kind !== '(') return syntaxError(third);
    const method = first.kind === 'any' ? 'quorum' : 'priority';
    return parseGroup(method, second.text, tokens, 3);
  }
  if (first?.kind === 'number' && second?.kind === '(') {
    return parseGroup('priority', first.text, tokens, 2);
  }
  const list = parseList(tokens, 0);
  if (!list.ok) return list;
  const rest = tokens[list.end];
  if (rest !== undefined) return syntaxError(rest);
  return { ok: true, config: { method: 'priority', numSync: 1, names: list.names } };
}

function parseGroup(
  method: SyncConfig['method'],
  count: string,
  tokens: readonly NamesToken[],
  start: number,
): ParsedNames {
  const list = parseList(tokens, start);
  if (!list.ok) return list;
  const close = tokens[list.end];
  if (close?.kind !== ')') return syntaxError(close);
  const rest = tokens[list.end + 1];
  if (rest !== undefined) return syntaxError(rest);
  const numSync = readCount(count);
  if (numSync <= 0) {
    return {
      ok: false,
      message: `number of synchronous standbys (${numSync}) must be greater than zero`,
    };
  }
  return { ok: true, config: { method, numSync, names: list.names } };
}

type ParsedList =
  | { readonly ok: true; readonly names: readonly string[]; readonly end: number }
  | { readonly ok: false; readonly message: string };

function parseList(tokens: readonly NamesToken[], start: number): ParsedList {
  const names: string[] = [];
  let at = start;
  for (;;) {
    const token = tokens[at];
    // A number is a name wherever a name is due.
    if (token?.kind !== 'name' && token?.kind !== 'number') return syntaxError(token);
    names.push(token.text);
    at += 1;
    if (tokens[at]?.kind !== ',') return { ok: true, names, end: at };
    at += 1;
  }
}

/** The server reads the digits with C's `atoi`, which wraps to 32 bits what 64 bits still hold. */
function readCount(digits: string): number {
  const long = BigInt(digits);
  const largest = 2n ** 63n - 1n;
  return Number(BigInt.asIntN(32, long > largest ? largest : long));
}

/** In PostgreSQL's own words, which a person finds in its log as well. */
function syntaxError(token: NamesToken | undefined): { ok: false; message: string } {
  return { ok: false, message: complaint(token) };
}

function complaint(token: NamesToken | undefined): string {
  if (token === undefined) return 'syntax error at end of input';
  if (token.kind === 'unterminated') return 'unterminated quoted identifier at end of input';
  return `syntax error at or near "${token.near}"`;
}
