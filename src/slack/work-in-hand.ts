/** What has been begun and not ended: a stop waits for it, but not for ever. */
export class WorkInHand {
  readonly #work = new Set<Promise<unknown>>();

  async run<T>(work: () => Promise<T>): Promise<T> {
    const promise = work();
    this.#work.add(promise);
    try {
      return await promise;
    } finally {
      this.#work.delete(promise);
    }
  }

  /** Resolves when nothing is in hand any more, or after `deadlineMs`. */
  async drained(deadlineMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => {
        resolve(false);
      }, deadlineMs);
    });
    try {
      return await Promise.race([this.#settled(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #settled(): Promise<true> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
    return true;
  }
}
