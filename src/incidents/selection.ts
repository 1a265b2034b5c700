/** Which incidents somebody wants listed. */
export interface IncidentSelection {
  /** What was typed besides, a cluster's name probably; `''` for nothing. */
  readonly name: string;
  readonly which:
    | { readonly kind: 'open' }
    | { readonly kind: 'all' }
    /** Open at some time within so many milliseconds before now. */
    | { readonly kind: 'within'; readonly ms: number };
  /** The word for it, as typed: `open`, `all`, `7d`. */
  readonly word: string;
}

const unitsMs: Readonly<Record<string, number>> = {
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** Reads `[cluster] [open|all|7d]`, in any order; open ones unless said. Spans are `24h`, `7d`, `2w`. */
export function incidentSelection(typed: string): IncidentSelection {
  const words = typed.split(/\s+/).filter((word) => word !== '');
  const found = words.find((word) => whichOf(word) !== null) ?? 'open';
  const name = words.filter((word) => whichOf(word) === null).join(' ');
  return { name, which: whichOf(found) ?? { kind: 'open' }, word: found.toLowerCase() };
}

function whichOf(word: string): IncidentSelection['which'] | null {
  if (/^open$/i.test(word)) return { kind: 'open' };
  if (/^all$/i.test(word)) return { kind: 'all' };
  const [, count, unit = ''] = /^(\d{1,4})([hdw])$/i.exec(word) ?? [];
  const ms = Number(count) * (unitsMs[unit.toLowerCase()] ?? Number.NaN);
  return ms > 0 ? { kind: 'within', ms } : null;
}

/** The number of an incident as people write it: `INC-7`, `inc7`, `#7` or `7`; null for anything else. */
export function incidentNumber(word: string): number | null {
  const digits = /^(?:inc-?|#)?(\d{1,15})$/i.exec(word.trim())?.[1];
  const number = digits === undefined ? Number.NaN : Number(digits);
  return number > 0 ? number : null;
}
