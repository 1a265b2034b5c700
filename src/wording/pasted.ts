import { oneLine } from './safe-text.js';

/** In characters: a command with more would be cut on its way to the reader. */
const longestValue = 200;

/**
 * What a command to be pasted has of a value: all of it, as it is. Null where it would have to be cut
 * or changed to be shown, since such a command does something else or nothing.
 */
export function asPasted(value: string): string | null {
  return value.length <= longestValue && oneLine(value) === value && !value.includes('`')
    ? value
    : null;
}

/** A value between the quotes of an SQL literal. */
export function pastedLiteral(value: string): string | null {
  const whole = asPasted(value);
  return whole === null ? null : `'${whole.replaceAll("'", "''")}'`;
}

/** A name between the quotes of an SQL identifier. */
export function pastedIdentifier(name: string): string | null {
  const whole = asPasted(name);
  return whole === null ? null : `"${whole.replaceAll('"', '""')}"`;
}
