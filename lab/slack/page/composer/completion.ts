import type { PageChannel, PageCommand, PageUser } from '../../page-api.js';

export interface Suggestion {
  readonly title: string;
  readonly detail: string;
  /** The whole text and where the caret goes; null for a mere hint that can't be chosen. */
  readonly result: { readonly text: string; readonly caret: number } | null;
}

export interface Completable {
  readonly commands: readonly PageCommand[];
  readonly users: readonly PageUser[];
  readonly channels: readonly PageChannel[];
}

export interface UsageAlternative {
  /** The sub-command, as in `status`. */
  readonly word: string;
  /** What may follow, as in `[cluster]`. */
  readonly rest: string;
}

/** Reads a usage hint such as `help | status [cluster] | lag [cluster]`. */
export function parseUsage(command: PageCommand): readonly UsageAlternative[] {
  let hint = command.usageHint.trim();
  if (hint.startsWith(command.command)) hint = hint.slice(command.command.length).trim();
  if (/^\[[^[\]]*\|[^[\]]*\]$/.test(hint)) hint = hint.slice(1, -1);
  return splitOutside(hint).flatMap((alternative) => {
    const [word = '', ...rest] = alternative.trim().split(/\s+/);
    return /^[\w-]+$/.test(word) ? [{ word, rest: rest.join(' ') }] : [];
  });
}

/** Splits at `|` outside of brackets. */
function splitOutside(hint: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const character of hint) {
    if ('[<('.includes(character)) depth += 1;
    if (']>)'.includes(character)) depth -= 1;
    if (character === '|' && depth <= 0) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part];
}

/** What could be meant by the text before the caret: commands, sub-commands, people, channels. */
export function suggest(text: string, caret: number, known: Completable): readonly Suggestion[] {
  if (text.startsWith('/')) {
    return text.includes(' ') ? suggestUsage(text, known) : suggestCommands(text, known);
  }
  const [, start = '', mark = '', begun = ''] =
    /^([\s\S]*(?:^|\s))([@#])([\w.-]*)$/.exec(text.slice(0, caret)) ?? [];
  if (mark === '') return [];
  const names =
    mark === '@'
      ? known.users
          .filter(({ kind }) => kind !== 'deactivated' && kind !== 'foreign')
          .map(({ name, realName }) => ({ name, detail: realName }))
      : known.channels.map(({ name, topic }) => ({ name, detail: topic }));
  return names
    .filter(({ name, detail }) => matches(name, begun) || matches(detail, begun))
    .map(({ name, detail }) => {
      const head = `${start}${mark}${name} `;
      const result = { text: head + text.slice(caret), caret: head.length };
      return { title: `${mark}${name}`, detail, result };
    });
}

function suggestCommands(text: string, { commands }: Completable): readonly Suggestion[] {
  return commands
    .filter(({ command }) => matches(command, text))
    .map(({ command, description, usageHint }) => ({
      title: `${command} ${usageHint}`.trim(),
      detail: description,
      result: whole(`${command} `),
    }));
}

function suggestUsage(text: string, { commands }: Completable): readonly Suggestion[] {
  const [name = '', begun = '', ...more] = text.split(' ');
  const command = commands.find((candidate) => candidate.command === name);
  if (command === undefined) return [];
  return parseUsage(command)
    .filter(({ word }) => (more.length > 0 ? word === begun : matches(word, begun)))
    .map(({ word, rest }) => ({
      title: `${name} ${word} ${rest}`.trim(),
      detail: '',
      result: more.length > 0 ? null : whole(`${name} ${word}${rest === '' ? '' : ' '}`),
    }))
    .filter(({ title, result }) => result !== null || title.split(' ').length > 2);
}

function whole(text: string): { text: string; caret: number } {
  return { text, caret: text.length };
}

function matches(name: string, begun: string): boolean {
  return name.toLowerCase().startsWith(begun.toLowerCase());
}
