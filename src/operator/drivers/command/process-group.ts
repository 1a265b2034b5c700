/** Between SIGTERM and SIGKILL, ms. */
const graceMs = 1_000;

/** Ends a process group that was started here: SIGTERM first, SIGKILL to what is left of it. */
export class GroupEnd<Why extends string> {
  readonly #group: number;
  #why: Why | null = null;
  #kill: NodeJS.Timeout | undefined;

  /** @param leader the number of the process that leads the group, which is the group's */
  constructor(leader: number) {
    this.#group = leader;
  }

  /** Why it was begun first; null if it was not. */
  get why(): Why | null {
    return this.#why;
  }

  begin(why: Why): void {
    if (this.#why !== null) return;
    this.#why = why;
    signalGroup(this.#group, 'SIGTERM');
    this.#kill = setTimeout(() => {
      signalGroup(this.#group, 'SIGKILL');
    }, graceMs);
  }

  /** The leader has ended. If it was made to, whatever it had started in its group goes with it. */
  leaderEnded(): void {
    clearTimeout(this.#kill);
    if (this.#why !== null) signalGroup(this.#group, 'SIGKILL');
  }
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Nobody of the group is left, or only such as belong to somebody else by now.
  }
}
