/** What the demo tells the person who started it. */
export interface Terminal {
  readonly line: (text: string) => void;
  /** Says when something begins and how it ended, with the time that it took. */
  readonly step: <T>(
    beginning: string,
    work: () => Promise<T>,
    done: (result: T) => string,
  ) => Promise<T>;
}

export function createTerminal(): Terminal {
  // A terminal that was closed takes no more lines: that must not end the demo halfway.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const line = (text: string): void => {
    process.stdout.write(`${text}\n`);
  };
  return {
    line,
    step: async (beginning, work, done) => {
      const startedAt = performance.now();
      const tell = (mark: string, text: string): void => {
        line(`  ${mark}  ${text} (${seconds(performance.now() - startedAt)})`);
      };
      line(`  ..  ${beginning}`);
      try {
        const result = await work();
        tell('ok', done(result));
        return result;
      } catch (error) {
        tell('--', `${beginning}: not done`);
        throw error;
      }
    },
  };
}

/** `1.2 s` */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
