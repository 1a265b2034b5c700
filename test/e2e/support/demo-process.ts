import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PanelAction, PanelActionResult, PanelState } from '../../../lab/demo/panel-api.js';
import { childrenOf } from '../../../lab/postgres/children.js';
import { allGone } from '../../../lab/postgres/end.js';
import { waitUntil } from '../../../lab/postgres/wait.js';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** How long the demo may take to be ready when other tests run beside it, ms. */
const readyWithinMs = 100_000;

/** How long it may take to end then, ms. */
const endWithinMs = 60_000;

/** The demo as a person starts it, in a process group of its own as a terminal's job has. */
export class DemoProcess {
  readonly child: ChildProcess;
  /** The exit code; null if a signal ended it. */
  readonly ended: Promise<number | null>;
  #said = '';
  #isOver = false;

  private constructor(child: ChildProcess) {
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#said += text;
      });
    }
    this.ended = new Promise((resolve) => {
      child.once('close', (code) => {
        this.#isOver = true;
        resolve(code);
      });
    });
  }

  /** `npm run demo -- …`, not yet ready. */
  static launch(...options: readonly string[]): DemoProcess {
    const child = spawn('npm', ['run', 'demo', '--', ...options], {
      cwd: repository,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new DemoProcess(child);
  }

  /** {@link launch}, on any free port, and waits until it says that it is ready. */
  static async start(...options: readonly string[]): Promise<DemoProcess> {
    const demo = DemoProcess.launch('--port', '0', ...options);
    await demo.ready();
    return demo;
  }

  /** All that it has said. */
  get said(): string {
    return this.#said;
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the demo was not started');
    return this.child.pid;
  }

  /** Where the page is, with a slash at the end. */
  get url(): string {
    return this.#find(/Open (http:\S+)/);
  }

  get configFile(): string {
    return this.#find(/--config (\S+)/);
  }

  async ready(): Promise<void> {
    await this.says(/Ready after/, readyWithinMs);
  }

  /** Waits until it has said something. @throws at once if it ends without */
  async says(what: RegExp, timeoutMs = 30_000): Promise<void> {
    const found = await waitUntil(
      `the demo says ${what.source}`,
      () => (what.test(this.#said) ? 'said' : this.#isOver ? 'over' : false),
      { timeoutMs, detail: () => this.#said },
    );
    if (found === 'over') throw new Error(`the demo has ended: ${this.#said}`);
  }

  /** Waits until it has ended, and returns its exit code. @throws with what it said if it does not */
  async exitCode(): Promise<number | null> {
    await waitUntil('the demo ends', () => this.#isOver, {
      timeoutMs: endWithinMs,
      detail: () => this.#said,
    });
    return this.ended;
  }

  /** The numbers of all processes that belong to it, itself included. */
  async processes(): Promise<readonly number[]> {
    const found = [this.pid];
    for (const pid of found) found.push(...(await childrenOf(pid)));
    return found;
  }

  /** The process of pgrepl itself, as it was started first. */
  get pgreplPid(): number {
    return Number(this.#find(/connected to Slack \(pid (\d+)\)/));
  }

  /** The process that runs the demo, which npm started. */
  async demoPid(): Promise<number> {
    for (const pid of await this.processes()) {
      if ((await childrenOf(pid)).includes(this.pgreplPid)) return pid;
    }
    throw new Error('pgrepl is not a child of the demo');
  }

  async state(): Promise<PanelState> {
    return (await (await fetch(`${this.url}panel/state`)).json()) as PanelState;
  }

  async act(action: Omit<PanelAction, 'cluster'>): Promise<PanelActionResult> {
    const response = await fetch(`${this.url}panel/actions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ cluster: 'orders', ...action }),
    });
    return (await response.json()) as PanelActionResult;
  }

  /** Whatever a test left of it is asked to go. */
  async end(): Promise<void> {
    if (this.#isOver) return;
    process.kill(-this.pid, 'SIGTERM');
    await this.ended;
  }

  #find(pattern: RegExp): string {
    const found = pattern.exec(this.#said)?.[1];
    if (found === undefined) throw new Error(`the demo did not say ${pattern.source}`);
    return found;
  }
}

/** Waits until none of these processes runs; false if some do after all. */
export function areGone(pids: readonly number[]): Promise<boolean> {
  return allGone(pids, 15_000);
}
