import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Keys = Readonly<Record<string, unknown>>;

/** Commands of nodes that a test can break while pgrepl runs, and mend again. */
export class Breaks {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async make(): Promise<Breaks> {
    return new Breaks(await mkdtemp(join(tmpdir(), 'pgrepl-breaks-')));
  }

  /** For `StageOptions.commands`: each does what it did, unless it is broken. */
  readonly commands = (node: string, commands: Keys): Keys =>
    Object.fromEntries(
      Object.entries(commands).map(([name, vector]) => [
        name,
        Array.isArray(vector)
          ? ['/bin/sh', '-c', scriptOf(name), this.#file(node, name), ...vector.map(String)]
          : vector,
      ]),
    );

  /** From now on the command does nothing, says so and fails; with `says`, it says that and succeeds. */
  async break(node: string, command: string, says = ''): Promise<void> {
    await writeFile(this.#file(node, command), says, { mode: 0o644 });
  }

  /** From now on this is done instead, as a script of `/bin/sh`; `$@` is the command that was. */
  async replace(node: string, command: string, by: string): Promise<void> {
    await writeFile(this.#file(node, command), by, { mode: 0o755 });
  }

  async mend(node: string, command: string): Promise<void> {
    await rm(this.#file(node, command), { force: true });
  }

  async remove(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }

  #file(node: string, command: string): string {
    return join(this.#directory, `${node}.${command}`);
  }
}

/**
 * `$0` is the file that breaks the command, and what follows is the command. The one that stops says
 * nothing of the end, so that the control file is asked.
 */
function scriptOf(command: string): string {
  const quiet = command === 'stop' ? ' >/dev/null' : '';
  return (
    'if [ -x "$0" ]; then exec /bin/sh "$0" "$@"; fi; ' +
    'if [ -s "$0" ]; then exec cat "$0"; fi; ' +
    'if [ -e "$0" ]; then echo "broken on purpose" >&2; exit 1; fi; ' +
    `exec "$@"${quiet}`
  );
}
