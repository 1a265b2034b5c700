/** What a measurement is told. */
export interface BenchOptions {
  /** How often to repeat; null for as often as the measurement itself finds right. */
  readonly runs: number | null;
  /** Fewer and shorter runs: to see that it works, not to quote. */
  readonly quick: boolean;
}

/** How often to repeat something, unless the command line says otherwise. */
export function runsOf(options: BenchOptions, full: number, quick: number): number {
  return options.runs ?? (options.quick ? quick : full);
}
