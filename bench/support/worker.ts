import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { forgetProcess, guardProcess } from '../../lab/postgres/guard.js';
import { signalled } from '../../src/store/embedded/processes.js';
import type { Stage } from './stage.js';

/** A program of the benchmark in a process of its own, that answers what it is asked in turn. */
export class Worker<Question extends object, Answer extends object> {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** @param program its file, relative to `bench/` */
  static start<Question extends object, Answer extends object>(
    stage: Stage,
    program: string,
  ): Worker<Question, Answer> {
    const file = fileURLToPath(new URL(`../${program}`, import.meta.url));
    // A session of its own: Ctrl-C is not meant for it.
    const child = fork(file, { execArgv: ['--import', 'tsx'], detached: true });
    const { pid } = child;
    if (pid !== undefined) guardProcess(pid);
    stage.keep(program, child, async () => {
      if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      signalled(pid, 'SIGKILL');
      await ended;
      forgetProcess(pid);
    });
    return new Worker(child);
  }

  async ask(question: Question): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) => {
      const onExit = (): void => {
        reject(new Error('a process of the benchmark has ended'));
      };
      this.#child.once('exit', onExit);
      this.#child.once('message', (message: Answer) => {
        this.#child.off('exit', onExit);
        resolve(message);
      });
    });
    this.#child.send(question);
    return answer;
  }
}
