import { summarise, type Summary } from './statistics.js';

export type Unit = 'ms' | 'MB' | '%' | '';

/** One line of the report. */
export interface Row {
  readonly what: string;
  readonly unit: Unit;
  /** Null where this machine has no way to tell. */
  readonly summary: Summary | null;
  /** The most that it should be in the median; null if there is no aim. */
  readonly atMost: number | null;
}

/** One part of the benchmark, with the lines that came of it. */
export interface Section {
  readonly name: string;
  readonly title: string;
  /** What was done, so that the figures can be read and repeated. */
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
}

export function row(
  what: string,
  unit: Unit,
  values: readonly number[] | null,
  atMost: number | null = null,
): Row {
  return { what, unit, summary: values === null ? null : summarise(values), atMost };
}

/** Whether the aim was met; null if there is none, or nothing to hold against it. */
export function isMet({ summary, atMost }: Row): boolean | null {
  return summary === null || atMost === null ? null : summary.median <= atMost;
}
