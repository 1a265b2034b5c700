import { parseSynchronousStandbyNames } from './parse-names.js';
import { scanNames } from './scan-names.js';

/** A `synchronous_standby_names` that can be changed and written again as somebody wrote it. */
export interface WrittenNames {
  /** How the number is given: not at all (`s1, s2`), `n (…)`, `FIRST n (…)` or `ANY n (…)`. */
  readonly form: 'list' | 'count' | 'first' | 'any';
  /** How many standbys a commit waits for; 1 or more, and 1 for a list. */
  readonly numSync: number;
  readonly entries: readonly WrittenName[];
}

export interface WrittenName {
  /** What is compared with `application_name`; `*` stands for every standby. */
  readonly name: string;
  /** The name as it stands in the setting, quotes and all. */
  readonly written: string;
}

/** Reads a setting that names somebody; null for an empty one, and for one that PostgreSQL refuses. */
export function readWrittenNames(text: string, major = 18): WrittenNames | null {
  const parsed = parseSynchronousStandbyNames(text, major);
  if (!parsed.ok || parsed.config === null) return null;
  const { numSync } = parsed.config;
  const tokens = scanNames(text, { keywords: major >= 10 });
  const open = tokens.findIndex(({ kind }) => kind === '(');
  const [first] = tokens;
  const form =
    first?.kind === 'first' || first?.kind === 'any'
      ? first.kind
      : open < 0
        ? ('list' as const)
        : ('count' as const);
  const entries = tokens
    .slice(open + 1)
    .filter(({ kind }) => kind === 'name' || kind === 'number')
    .map(({ text: name, near }) => ({ name, written: near === '"' ? quoted(name) : name }));
  return { form, numSync, entries };
}

/** An entry for a standby of this `application_name`, quoted unless it needs no quotes anywhere. */
export function writtenName(name: string): WrittenName {
  const isPlain = /^[A-Za-z_][A-Za-z_0-9$]*$/.test(name) && !/^(?:any|first)$/i.test(name);
  return { name, written: isPlain ? name : quoted(name) };
}

/** The setting's value; empty if nobody is named. A list that waits for several becomes `n (…)`. */
export function formatWrittenNames({ form, numSync, entries }: WrittenNames): string {
  if (entries.length === 0) return '';
  const list = entries.map(({ written }) => written).join(', ');
  if (form === 'list' && numSync === 1) return list;
  const keyword = { list: '', count: '', first: 'FIRST ', any: 'ANY ' }[form];
  return `${keyword}${numSync} (${list})`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
