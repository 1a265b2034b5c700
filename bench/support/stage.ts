import { rm } from 'node:fs/promises';
import { Cleanup } from '../../lab/demo/cleanup.js';
import { forgetFiles, guardFiles } from '../../lab/postgres/guard.js';
import { makeRunDirectory } from '../../lab/postgres/places.js';

/** Where one measurement is played: what was put up here is taken down when it ends. */
export class Stage {
  readonly #cleanup = new Cleanup();
  readonly #tell: (text: string) => void;
  #interrupted = false;

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  /** Shows how far it has come. @throws if it was interrupted meanwhile */
  progress(text: string): void {
    if (this.#interrupted) throw new Error('the measurement was interrupted');
    this.#tell(text);
  }

  /** Hands `thing` on, and takes it down at the end. */
  keep<T>(what: string, thing: T, takeDown: (thing: T) => Promise<unknown>): T {
    this.#cleanup.add(what, async () => {
      await takeDown(thing);
    });
    return thing;
  }

  /** A stage that can be cleared earlier than this one. */
  inner(): Stage {
    return new Stage(this.#tell);
  }

  /** A directory that is removed at the end, whatever happens to this process. */
  async directory(): Promise<string> {
    const directory = await makeRunDirectory('pgrepl-bench-');
    guardFiles(directory);
    return this.keep('files', directory, async () => {
      await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
      forgetFiles(directory, []);
    });
  }

  /** Takes everything down, in reverse order; says what could not be. */
  async end(): Promise<readonly string[]> {
    this.#interrupted = true;
    return this.#cleanup.run();
  }
}
