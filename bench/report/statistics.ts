/** What repeated runs of one measurement came to. */
export interface Summary {
  readonly runs: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** The smallest value that at least 95 % of the runs did not exceed. */
  readonly p95: number;
}

/** @throws if there is no value */
export function summarise(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => {
    const value = sorted[index];
    if (value === undefined) throw new Error('there is nothing to summarise');
    return value;
  };
  const middle = sorted.length / 2;
  return {
    runs: sorted.length,
    median: (at(Math.ceil(middle) - 1) + at(Math.floor(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
    p95: at(Math.ceil(sorted.length * 0.95) - 1),
  };
}
