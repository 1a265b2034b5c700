import { peoplePattern } from '../../wording/people.js';
import { oneLine, truncate } from '../../wording/safe-text.js';
import type { Link } from '../../wording/sections.js';

/** Slack's three control characters, as its message formatting rules name them. */
export function escapeControl(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Plain text that Slack shows as it is: no mention, link, emoji, bold or quote comes out of it,
 * whatever a database or a person put in. Slack has no escape for its formatting characters, so
 * they become characters that only look like them.
 */
export function plain(text: string): string {
  return escapeControl(oneLine(text))
    .replaceAll('*', '\u2217')
    .replaceAll('~', '\u223C')
    .replaceAll('`', '\u02CB')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\u02CD')
    .replace(/:(?=[\w+'-]*[a-z_][\w+'-]*:)/gi, '\uA789')
    .replace(/^&gt;/, '\u203A');
}

/** A piece of code in a line. A backtick in it would end it, so it becomes a look-alike. */
export function code(text: string): string {
  const inner = escapeControl(oneLine(text).replaceAll('`', '\u02CB'));
  return inner === '' ? '' : `\`${inner}\``;
}

/** The ids of people and user groups who become mentions where a text names them. */
export type Mentionable = ReadonlySet<string> & {
  /** Where it is given they are called by these names instead, which notifies nobody. */
  readonly names?: ReadonlyMap<string, string>;
};

export const nobody: Mentionable = new Set();

/** The same people, named and not mentioned. */
export function byName(people: Mentionable, names: ReadonlyMap<string, string>): Mentionable {
  return Object.assign(new Set(people), { names });
}

/**
 * A sentence in which commands stand between backticks; everything else is shown as it is, but for
 * `people`: only who is known to be meant is mentioned, whatever else a text looks like.
 */
export function sentence(text: string, people: Mentionable = nobody): string {
  const pieces = text.split('`');
  // An odd number of backticks leaves one without its partner: that one is no quotation.
  const last = pieces.length % 2 === 0 ? pieces.pop() : undefined;
  const told = pieces.map((piece, index) =>
    index % 2 === 0 ? withMentions(piece, people) : code(piece),
  );
  if (last !== undefined) told.push(`\u02CB${withMentions(last, people)}`);
  return told.join('').trim();
}

function withMentions(text: string, people: Mentionable): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { 0: whole, 1: id = '', index } of text.matchAll(peoplePattern)) {
    if (!people.has(id)) continue;
    pieces.push(inline(text.slice(from, index)), called(id, people));
    from = index + whole.length;
  }
  return [...pieces, inline(text.slice(from))].join('');
}

function called(id: string, { names }: Mentionable): string {
  return names === undefined ? mention(id) : plain(`@${names.get(id) ?? id}`);
}

/** True for the id of a user group; it begins with an S. */
export function isGroup(id: string): boolean {
  return id.startsWith('S');
}

function mention(id: string): string {
  return isGroup(id) ? `<!subteam^${id}>` : `<@${id}>`;
}

/** Like {@link plain}, but the blanks at its ends belong to the sentence around it. */
function inline(text: string): string {
  const told = plain(text);
  if (told === '') return text === '' ? '' : ' ';
  const before = /^\s/.test(text) ? ' ' : '';
  return `${before}${told}${/\s$/.test(text) ? ' ' : ''}`;
}

/** A line of fixed-width text: only what would end it or control Slack is changed. */
export function preformattedLine(text: string): string {
  const printable = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\uFFFD');
  return escapeControl(printable.replaceAll('`', '\u02CB'));
}

/**
 * As much of `text` as `render` turns into at most `max` characters, cut before it is escaped, so
 * that no cut goes through an `&amp;` or a piece of code.
 */
export function fit(text: string, max: number, render: (text: string) => string): string {
  const whole = render(text);
  if (whole.length <= max) return whole;
  let low = 0;
  let high = Math.min(max, text.length);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (render(truncate(text, middle)).length <= max) low = middle;
    else high = middle - 1;
  }
  return render(truncate(text, low));
}

/** A link by its own text. The address is one of the configuration, which has been checked. */
export function slackLink({ text, url }: Link): string {
  return `<${escapeControl(url)}|${plain(text)}>`;
}

/** A moment in the reader's own time zone, with UTC where Slack can't show that. */
export function slackDate(atMs: number): string {
  const utc = new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
  return `<!date^${Math.floor(atMs / 1000)}^{date_short_pretty} {time_secs}|${utc} UTC>`;
}
