import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signalled } from '../../src/store/embedded/processes.js';
import { endServerOf } from '../postgres/end.js';
import { forgetProcess, guardProcess, guardServerOf } from '../postgres/guard.js';
import { mainFile } from './build.js';

/** How long pgrepl may take to stop by itself, ms; its own limits add up to less. */
const stopPatienceMs = 8_000;

export interface PgreplOptions {
  readonly configFile: string;
  readonly storeDirectory: string;
  readonly logFile: string;
  readonly slack: {
    readonly apiUrl: string;
    readonly botToken: string;
    readonly appToken: string;
  };
}

/** pgrepl as a process of its own, started as in production. */
export class PgreplChild {
  readonly logFile: string;
  /** Called when it ends without having been asked to, with how it ended. */
  onUnexpectedEnd: (how: string) => void = () => undefined;
  readonly #options: PgreplOptions;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #stopping = false;

  constructor(options: PgreplOptions) {
    this.#options = options;
    this.logFile = options.logFile;
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async start(): Promise<void> {
    if (this.#child !== undefined) return;
    this.#stopping = false;
    const log = await open(this.logFile, 'a');
    // A session of its own: a Ctrl-C meant for the demo is not meant for pgrepl, which is stopped
    // in its turn.
    const child = spawn(
      process.execPath,
      [mainFile, 'start', '--config', this.#options.configFile],
      { env: this.#environment(), detached: true, stdio: ['ignore', log.fd, log.fd] },
    );
    await log.close();
    this.#child = child;
    if (child.pid !== undefined) guardProcess(child.pid);
    guardServerOf(this.#storeData);
    this.#ended = new Promise((resolve) => {
      const end = (how: string): void => {
        if (this.#child !== child) return;
        this.#child = undefined;
        if (child.pid !== undefined) forgetProcess(child.pid);
        resolve();
        if (!this.#stopping) this.onUnexpectedEnd(how);
      };
      child.once('error', (error) => {
        end(`it could not be started: ${error.message}`);
      });
      child.once('exit', (code, signal) => {
        end(
          signal === null ? `it ended with exit code ${code ?? 'unknown'}` : `${signal} ended it`,
        );
      });
    });
  }

  /** Asks it to stop as a service manager would; what does not stop in time is killed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const pid = this.#child?.pid;
    if (pid !== undefined) {
      signalled(pid, 'SIGTERM');
      const timer = setTimeout(() => signalled(pid, 'SIGKILL'), stopPatienceMs);
      await this.#ended;
      clearTimeout(timer);
    }
    await endServerOf(this.#storeData);
  }

  /** The last lines that it wrote. */
  async lastLines(count: number): Promise<readonly string[]> {
    const text = await readFile(this.logFile, 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-count);
  }

  get #storeData(): string {
    return join(this.#options.storeDirectory, 'data');
  }

  /** Nothing of the visitor's own pgrepl, Slack or PostgreSQL may come in. */
  #environment(): NodeJS.ProcessEnv {
    const passed = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'USER'] as const;
    const { apiUrl, botToken, appToken } = this.#options.slack;
    return {
      ...Object.fromEntries(passed.map((name) => [name, process.env[name]])),
      SLACK_API_URL: apiUrl,
      SLACK_BOT_TOKEN: botToken,
      SLACK_APP_TOKEN: appToken,
    };
  }
}
