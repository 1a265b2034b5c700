/** What a name becomes when nothing readable is left of it. */
const noName = '(no name)';

/** The longest name that is shown in full; longer ones end in `…`. */
export const maxNameLength = 40;

/**
 * One line of printable text. Line breaks and runs of blanks become one space; control characters
 * and invisible format characters (among them the marks that reverse the direction of writing)
 * become `\uFFFD`, so that two names that only look alike stay different.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '\uFFFD')
    .trim();
}

/** At most `max` characters (code points); a cut text ends in `…`. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  const characters = Array.from(text);
  if (characters.length <= max) return text;
  return `${characters
    .slice(0, Math.max(0, max - 1))
    .join('')
    .trimEnd()}…`;
}

/**
 * A name from a database, the configuration or a person, fit to stand in a line. A backtick, which
 * there encloses a command, becomes a character that only looks like one.
 */
export function safeName(name: string, max = maxNameLength): string {
  const line = oneLine(name).replaceAll('`', '\u02CB');
  return line === '' ? noName : truncate(line, max);
}

/** `a`, `a and b`, `a, b and c`; beyond `max` items the rest is counted. */
export function listNames(names: readonly string[], max = 5): string {
  const safe = names.slice(0, max).map((name) => safeName(name));
  const rest = names.length - safe.length;
  if (rest > 0) safe.push(`${rest} more`);
  const last = safe.pop();
  if (last === undefined) return '';
  return safe.length === 0 ? last : `${safe.join(', ')} and ${last}`;
}

/** How many characters a person sees; East Asian wide forms are not told apart. */
export function textWidth(text: string): number {
  return Array.from(text).length;
}
