import { performance } from 'node:perf_hooks';
import type { Changes } from './changes.js';
import { keepLatest } from './keep-latest.js';

/** One request of an app: to a method of the Web API, or to a response URL. */
export interface Call {
  /** `chat.postMessage`, or `response_url`. */
  readonly method: string;
  /** Decoded, and without tokens. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly appId: string | null;
  /** When it arrived, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** When it arrived, by `performance.now()` of this process. */
  readonly monotonicMs: number;
  /** Slack's error; null if it succeeded, undefined while nothing was answered. */
  error: string | null | undefined;
  /** The HTTP status; undefined while nothing was answered. */
  status: number | undefined;
}

export class CallLog {
  readonly #changes: Changes;
  readonly #calls: Call[] = [];

  constructor(changes: Changes) {
    this.#changes = changes;
  }

  start(method: string, appId: string | null, args: Readonly<Record<string, unknown>>): Call {
    const call: Call = {
      method,
      args: withoutTokens(args),
      appId,
      atMs: Date.now(),
      monotonicMs: performance.now(),
      error: undefined,
      status: undefined,
    };
    keepLatest(this.#calls, call);
    this.#changes.publish({ kind: 'call' });
    return call;
  }

  /** Notes how a call was answered. */
  end(call: Call, status: number, error: string | null): void {
    call.status = status;
    call.error = error;
    this.#changes.publish({ kind: 'call' });
  }

  /** The latest ten thousand, oldest first. */
  all(method?: string): readonly Call[] {
    return this.#calls.filter((call) => method === undefined || call.method === method);
  }

  clear(): void {
    this.#calls.length = 0;
  }
}

function withoutTokens(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).filter(([name]) => name !== 'token'));
}
