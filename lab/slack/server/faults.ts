/** What goes wrong with a request. */
export type FaultKind =
  | { readonly kind: '429'; readonly retryAfterSeconds?: number }
  | { readonly kind: '500' }
  /** The connection is cut before the request is acted on. */
  | { readonly kind: 'drop-before' }
  /** It is acted on, and then the connection is cut: the caller never learns. */
  | { readonly kind: 'drop-after' }
  /** No answer ever comes, and the request is not acted on. */
  | { readonly kind: 'hang' }
  /** Acted on only after so many milliseconds. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Refused with this error of Slack's. */
  | { readonly kind: 'error'; readonly error: string };

export type Fault = FaultKind & {
  /** All requests of apps if neither is given. */
  readonly match?: {
    readonly method?: string | undefined;
    readonly path?: string | RegExp | undefined;
    /** Looks at the arguments, for example at the channel. */
    readonly where?: ((args: Readonly<Record<string, unknown>>) => boolean) | undefined;
  };
  /** How often; once unless said otherwise. */
  readonly times?: number;
};

export interface FaultHandle {
  /** How often it has struck. */
  readonly hits: () => number;
  readonly remove: () => void;
}

export interface FaultedRequest {
  /** `chat.postMessage`; null for what is no method, such as a response URL. */
  readonly method: string | null;
  readonly path: string;
  readonly args: Readonly<Record<string, unknown>>;
}

interface Entry {
  readonly fault: Fault;
  hits: number;
}

/** The faults that were ordered; the oldest that fits a request strikes it. */
export class Faults {
  #entries: Entry[] = [];

  add(fault: Fault): FaultHandle {
    const entry = { fault, hits: 0 };
    this.#entries.push(entry);
    return {
      hits: () => entry.hits,
      remove: () => {
        this.#entries = this.#entries.filter((other) => other !== entry);
      },
    };
  }

  clear(): void {
    this.#entries = [];
  }

  strike(request: FaultedRequest): Fault | null {
    const entry = this.#entries.find(
      ({ fault, hits }) => hits < (fault.times ?? 1) && fits(fault, request),
    );
    if (entry === undefined) return null;
    entry.hits += 1;
    return entry.fault;
  }
}

function fits({ match }: Fault, { method, path, args }: FaultedRequest): boolean {
  if (match?.method !== undefined && match.method !== method) return false;
  if (typeof match?.path === 'string' && match.path !== path) return false;
  if (match?.path instanceof RegExp && !match.path.test(path)) return false;
  return match?.where?.(args) ?? true;
}
