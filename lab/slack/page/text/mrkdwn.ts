import { emojiGlyph } from './emoji.js';

export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'bold' | 'italic' | 'strike'; readonly children: readonly Inline[] }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'emoji'; readonly name: string; readonly glyph: string }
  | { readonly type: 'link'; readonly href: string; readonly label: string }
  | { readonly type: 'user' | 'channel' | 'usergroup'; readonly id: string; readonly label: string }
  | { readonly type: 'broadcast'; readonly range: 'channel' | 'here' | 'everyone' }
  | SlackDate;

export interface SlackDate {
  readonly type: 'date';
  /** Seconds since the epoch. */
  readonly epochS: number;
  readonly format: string;
  readonly href: string | null;
  readonly fallback: string;
}

export type Paragraph =
  | { readonly type: 'lines' | 'quote'; readonly content: readonly Inline[] }
  | { readonly type: 'pre'; readonly text: string };

/**
 * Reads Slack's mrkdwn. The escapes (`&amp;`, `&lt;`, `&gt;`) are undone last, on what is shown, so
 * that an escaped `<!channel>` stays text and mentions nobody. With `verbatim`, as in a text object,
 * a bare address stays text too.
 */
export function parseMrkdwn(source: string, verbatim = false): readonly Paragraph[] {
  return source
    .split(/(```[\s\S]+?```)/)
    .flatMap((part): readonly Paragraph[] => {
      if (part.length > 6 && part.startsWith('```') && part.endsWith('```')) {
        const text = part.slice(3, -3).replace(/^\n/, '').replace(/\n$/, '');
        return [{ type: 'pre', text: unescape(text) }];
      }
      return parseLines(part, verbatim);
    })
    .filter((paragraph) => paragraph.type === 'pre' || paragraph.content.length > 0);
}

/** Undoes Slack's three escapes. */
function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Escapes what a person typed, as Slack's client does. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `plain_text`: nothing but `:emoji:` names has a meaning, and those only with `emoji`. */
export function parsePlain(source: string, emoji = true): readonly Inline[] {
  const text = unescape(source);
  return emoji ? merge(splitEmoji(text)) : [{ type: 'text', text }];
}

const QUOTE = /^(?:>|&gt;) ?/;

function parseLines(part: string, verbatim: boolean): readonly Paragraph[] {
  const groups: { type: 'lines' | 'quote'; lines: string[] }[] = [];
  for (const line of part.replace(/^\n|\n$/g, '').split('\n')) {
    const type = QUOTE.test(line) ? 'quote' : 'lines';
    const last = groups.at(-1);
    const text = line.replace(type === 'quote' ? QUOTE : /^$/, '');
    if (last?.type === type) last.lines.push(text);
    else groups.push({ type, lines: [text] });
  }
  return groups.map(({ type, lines }) => ({
    type,
    content: parseInline(lines.join('\n'), verbatim),
  }));
}

const STYLES = { '*': 'bold', _: 'italic', '~': 'strike' } as const;

function isStyle(character: string): character is keyof typeof STYLES {
  return character in STYLES;
}

/** One run of text: styles, code, links, mentions, dates and emoji; no styles across lines. */
export function parseInline(source: string, verbatim = false): readonly Inline[] {
  const found: Inline[] = [];
  let plain = '';
  const flush = (): void => {
    found.push(...(verbatim ? splitEmoji(unescape(plain)) : linkify(plain)));
    plain = '';
  };
  for (let at = 0; at < source.length;) {
    const match = matchAt(source, at, verbatim);
    if (match === null) {
      plain += source.charAt(at);
      at += 1;
      continue;
    }
    flush();
    found.push(match.inline);
    at = match.end;
  }
  flush();
  return merge(found);
}

interface Match {
  readonly inline: Inline;
  readonly end: number;
}

function matchAt(source: string, at: number, verbatim: boolean): Match | null {
  const character = source.charAt(at);
  if (character === '`') {
    const [whole, code] = /^`([^`\n]+)`/.exec(source.slice(at)) ?? [];
    if (whole === undefined || code === undefined) return null;
    return { inline: { type: 'code', text: unescape(code) }, end: at + whole.length };
  }
  if (character === '<') {
    const [whole, inside] = /^<([^<>\n]+)>/.exec(source.slice(at)) ?? [];
    if (whole === undefined || inside === undefined) return null;
    return { inline: parseReference(inside), end: at + whole.length };
  }
  if (isStyle(character)) {
    const end = closing(source, at);
    if (end === null) return null;
    const children = parseInline(source.slice(at + 1, end), verbatim);
    return { inline: { type: STYLES[character], children }, end: end + 1 };
  }
  return null;
}

/** Where the style that opens at `at` ends, or null where it is an ordinary character. */
function closing(source: string, at: number): number | null {
  const mark = source.charAt(at);
  const inWord = /[\p{L}\p{N}]/u;
  if (inWord.test(source.charAt(at - 1)) || source.charAt(at - 1) === mark) return null;
  if (/[\s]|^$/.test(source.charAt(at + 1)) || source.charAt(at + 1) === mark) return null;
  for (let end = at + 1; end < source.length && source.charAt(end) !== '\n'; end += 1) {
    const skipped = /^(?:`[^`\n]+`|<[^<>\n]+>)/.exec(source.slice(end));
    if (skipped !== null) {
      end += skipped[0].length - 1;
      continue;
    }
    if (source.charAt(end) !== mark || /\s/.test(source.charAt(end - 1))) continue;
    if (end > at + 1 && !inWord.test(source.charAt(end + 1))) return end;
  }
  return null;
}

/** What stands between `<` and `>`. */
function parseReference(inside: string): Inline {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? '' : unescape(inside.slice(bar + 1));
  if (target.startsWith('@')) return { type: 'user', id: target.slice(1), label };
  if (target.startsWith('#')) return { type: 'channel', id: target.slice(1), label };
  if (target.startsWith('!')) return parseSpecial(target.slice(1), label);
  const href = unescape(target);
  if (/^(?:https?|mailto|tel):/i.test(href)) return { type: 'link', href, label: label || href };
  return { type: 'text', text: label || href };
}

function parseSpecial(target: string, label: string): Inline {
  if (target === 'channel' || target === 'here' || target === 'everyone') {
    return { type: 'broadcast', range: target };
  }
  const [kind, first = '', format = '', href = null] = target.split('^');
  if (kind === 'subteam') return { type: 'usergroup', id: first, label };
  const epochS = Number(first);
  if (kind === 'date' && first !== '' && Number.isFinite(epochS)) {
    return { type: 'date', epochS, format, href, fallback: label };
  }
  return { type: 'text', text: label || `<!${target}>` };
}

/** Bare addresses become links, as Slack makes them. */
function linkify(source: string): readonly Inline[] {
  return source.split(/(https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'")\]])/).flatMap((part, index) => {
    const text = unescape(part);
    return index % 2 === 1 ? [{ type: 'link', href: text, label: text }] : splitEmoji(text);
  });
}

function splitEmoji(text: string): readonly Inline[] {
  const found: Inline[] = [];
  let from = 0;
  // A name that is no emoji gives its closing colon back: `12:30:45` and `a:b:smile:` stay readable.
  const names = /:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?/g;
  for (let match = names.exec(text); match !== null; match = names.exec(text)) {
    const name = match[1] ?? '';
    const glyph = emojiGlyph(name);
    if (glyph === null) {
      names.lastIndex = match.index + 1 + name.length;
      continue;
    }
    found.push({ type: 'text', text: text.slice(from, match.index) });
    found.push({ type: 'emoji', name, glyph });
    from = names.lastIndex;
  }
  return [...found, { type: 'text', text: text.slice(from) }];
}

function merge(inlines: readonly Inline[]): readonly Inline[] {
  const merged: Inline[] = [];
  for (const inline of inlines) {
    const last = merged.at(-1);
    if (inline.type === 'text' && inline.text === '') continue;
    if (inline.type === 'text' && last?.type === 'text') {
      merged[merged.length - 1] = { type: 'text', text: last.text + inline.text };
    } else merged.push(inline);
  }
  return merged;
}
