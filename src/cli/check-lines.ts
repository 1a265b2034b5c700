/** One thing that `check` tried. */
export interface CheckLine {
  /** `fail`: pgrepl can't do its work there; `warn`: it can, but something is missing or unwise. */
  readonly level: 'pass' | 'warn' | 'fail';
  readonly message: string;
  /** What to do about it; null where there is nothing to do. */
  readonly remedy: string | null;
}

/** What belongs together: one cluster, the store, Slack. */
export interface CheckPart {
  readonly title: string;
  readonly lines: readonly CheckLine[];
}
