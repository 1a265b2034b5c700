import { Worker } from 'node:worker_threads';
import type { LagChart } from '../wording/lag-chart/model.js';
import { drawLagChart } from './draw.js';
import type { RenderAnswer, RenderTask } from './render-worker.js';

export interface RendererOptions {
  /** How long a picture may take, ms; by default 60 s: the first one compiles what draws it. */
  readonly deadlineMs?: number;
  /** How long the thread is kept for the next picture, ms; by default a minute. */
  readonly idleMs?: number;
}

interface Waiting {
  readonly take: (answer: RenderAnswer) => void;
  readonly fail: (error: Error) => void;
}

/**
 * Makes pictures on a thread of its own: one takes a second of a processor, in which nothing that
 * polls or answers may be held up. The thread begins with the first picture and ends some time after
 * the last, so that its 130 MB are not kept for nothing.
 */
export class Renderer {
  readonly #deadlineMs: number;
  readonly #idleMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | undefined;
  #last = 0;

  constructor({ deadlineMs = 60_000, idleMs = 60_000 }: RendererOptions = {}) {
    this.#deadlineMs = deadlineMs;
    this.#idleMs = idleMs;
  }

  /** The picture as PNG. Rejects if it can't be made in time. */
  async png(chart: LagChart): Promise<Uint8Array> {
    const worker = this.#ready();
    this.#last += 1;
    const task: RenderTask = { id: this.#last, svg: drawLagChart(chart) };
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Uint8Array>((resolve, reject) => {
        timer = setTimeout(() => {
          // Whatever it hangs on, the next picture begins anew.
          void this.#end(new Error(`a picture took longer than ${this.#deadlineMs} ms`));
        }, this.#deadlineMs);
        this.#waiting.set(task.id, {
          take: (answer) => {
            if ('png' in answer) resolve(answer.png);
            else reject(new Error(`a picture could not be made: ${answer.error}`));
          },
          fail: reject,
        });
        worker.postMessage(task);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(task.id);
      this.#endWhenIdle();
    }
  }

  /** Ends the thread; pictures that are being made are given up. */
  async stop(): Promise<void> {
    await this.#end(new Error('pgrepl stops'));
  }

  #ready(): Worker {
    clearTimeout(this.#idle);
    if (this.#worker !== null) return this.#worker;
    const worker = startWorker();
    worker.unref();
    worker.on('message', (answer: RenderAnswer) => {
      this.#waiting.get(answer.id)?.take(answer);
    });
    worker.on('error', (error) => {
      if (this.#worker === worker) void this.#end(error);
    });
    worker.on('exit', () => {
      if (this.#worker === worker) void this.#end(new Error('the thread that draws has ended'));
    });
    this.#worker = worker;
    return worker;
  }

  async #end(error: Error): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = null;
    for (const { fail } of this.#waiting.values()) fail(error);
    await worker?.terminate();
  }

  #endWhenIdle(): void {
    if (this.#waiting.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      void this.#end(new Error('nothing is waited for'));
    }, this.#idleMs);
    this.#idle.unref();
  }
}

/** From the sources there is no JavaScript to begin with: then the thread learns to read them first. */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./render-worker.js', import.meta.url));
  }
  const { href } = new URL('./render-worker.ts', import.meta.url);
  return new Worker(
    `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(href)}); });`,
    { eval: true },
  );
}
