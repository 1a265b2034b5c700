import { oneLine } from '../../wording/safe-text.js';

/** A command with a longer value would be cut on its way to the reader, and a cut command is wrong. */
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
  const line = oneLine(value);
  if (line !== value || line.includes('`') || line.length > longestValue) {
    return '`synchronous_standby_names` as it was';
  }
  return `\`ALTER SYSTEM SET synchronous_standby_names = '${line.replaceAll("'", "''")}'\``;
}
