import { peoplePattern } from '../people.js';
import { safeName } from '../safe-text.js';
import { markdownSentence, markdownText } from './markdown.js';

type Names = ReadonlyMap<string, string>;

/** Who did or said something, as the draft calls them. */
export function sourceName(source: string, names: Names): string {
  if (source === 'pgrepl') return 'pgrepl';
  if (source.startsWith('cli:')) return markdownText(`${safeName(source.slice(4))}, in a terminal`);
  return markdownText(named(source, names));
}

/** A sentence of pgrepl's own in which people are named. */
export function saidOf(text: string, names: Names): string {
  return markdownSentence(named(text, names));
}

function named(text: string, names: Names): string {
  return text.replace(peoplePattern, (_, id: string) => safeName(names.get(id) ?? id));
}
