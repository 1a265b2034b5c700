/** More than Slack could have on its way at a time; the oldest go first. */
const remembered = 1_000;

/** Tells what comes for the first time from what Slack delivers again. */
export class Once {
  readonly #seen = new Set<string>();

  /** True the first time that it is asked about this. */
  isFirst(id: string): boolean {
    if (this.#seen.has(id)) return false;
    this.#seen.add(id);
    const [oldest] = this.#seen;
    if (this.#seen.size > remembered && oldest !== undefined) this.#seen.delete(oldest);
    return true;
  }
}
