/** More than Slack could have on its way at a time; the oldest go first. */
const remembered = 1_000;

/** Tells what comes for the first time from what Slack delivers again. */
export class Once {
  readonly #seen = new SameAnswer<true>();

  /** True the first time that it is asked about this. */
  isFirst(id: string): boolean {
    let first = false;
    this.#seen.to(id, () => {
      first = true;
      return true;
    });
    return first;
  }
}

/** Does once what Slack delivers twice: what comes again gets the answer that was given before. */
export class SameAnswer<T> {
  readonly #answers = new Map<string, T>();

  to(id: string, make: () => T): T {
    const known = this.#answers.get(id);
    if (known !== undefined) return known;
    const answer = make();
    this.#answers.set(id, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > remembered && oldest !== undefined) this.#answers.delete(oldest);
    return answer;
  }
}
