import { pastedLiteral } from '../../wording/pasted.js';
import { oneLine } from '../../wording/safe-text.js';

/** In characters: more would be cut on its way to the reader. */
const longestValue = 200;

/** A setting's value as a sentence quotes it. */
export function quotedValue(value: string): string {
  if (value === '') return 'empty';
  const line = oneLine(value);
  if (line.length > longestValue) return 'too long to show here';
  // A backtick would end the quotation: one that only looks like it takes its place.
  return `\`${line.replaceAll('`', '\u02CB')}\``;
}

/** The command that sets `synchronous_standby_names`, or a description where it can't be shown. */
export function setNamesCommand(value: string): string {
  const written = pastedLiteral(value);
  return written === null
    ? '`synchronous_standby_names` as it was'
    : `\`ALTER SYSTEM SET synchronous_standby_names = ${written}\``;
}
