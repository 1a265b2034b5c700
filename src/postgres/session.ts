import { Socket } from 'node:net';
import type { Client } from 'pg';
import type { Encryption } from './encryption.js';
import { failureOf, type Failure } from './failure.js';
import type { ServerVersion } from './server-version.js';

export type QueryResult =
  | { readonly ok: true; readonly value: unknown }
  /** `ended`: the session is gone with it. */
  | { readonly ok: false; readonly failure: Failure; readonly ended: boolean };

export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Prepared under this on its first run; from then on it costs one round trip and no planning. */
  readonly name?: string;
}

export type RunResult =
  | { readonly ok: true; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  /** `ended`: the session is gone with it. */
  | { readonly ok: false; readonly failure: Failure; readonly ended: boolean };

/** An established connection to one server. */
export class Session {
  readonly version: ServerVersion;
  readonly encryption: Encryption;
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #listeners = new Set<(failure: Failure) => void>();
  #ended = false;
  #closing = false;

  constructor(client: Client, socket: Socket, version: ServerVersion, encryption: Encryption) {
    this.#client = client;
    this.#socket = socket;
    this.version = version;
    this.encryption = encryption;
    client.on('error', (error) => {
      this.#end(failureOf(error));
    });
    client.on('end', () => {
      this.#end({ reason: 'connection-lost', detail: 'The connection ended.', code: null });
    });
  }

  /** Runs a statement that returns one row with the column `column`, prepared under `name`. */
  async query(name: string, text: string, column: string): Promise<QueryResult> {
    const result = await this.run({ name, text });
    return result.ok ? { ok: true, value: result.rows[0]?.[column] } : result;
  }

  /** Runs one statement. @param secrets what it contains and no failure may repeat. */
  async run(statement: Statement, secrets: readonly string[] = []): Promise<RunResult> {
    try {
      const { values, ...rest } = statement;
      const result = await this.#client.query<Record<string, unknown>>({
        ...rest,
        ...(values === undefined ? {} : { values: [...values] }),
      });
      return { ok: true, rows: result.rows };
    } catch (error) {
      const failure = failureOf(error, [...secretsOf(this.#client), ...secrets]);
      // The server ends the session itself after an error of severity FATAL or PANIC.
      const fatal =
        error instanceof Error && /^(FATAL|PANIC)$/.test(String(Reflect.get(error, 'severity')));
      return { ok: false, failure, ended: this.#ended || fatal || !isServerError(error) };
    }
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Calls `listener` once if the connection ends without having been closed from here. */
  onEnd(listener: (failure: Failure) => void): void {
    this.#listeners.add(listener);
  }

  /** Says goodbye to the server and waits for nothing. */
  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#client.end().catch(() => undefined);
    const { stream } = this.#client.connection;
    if (stream instanceof Socket) stream.destroySoon();
    else stream.destroy();
  }

  /** Drops the connection at once, whatever state it is in. */
  destroy(): void {
    this.#closing = true;
    this.#client.connection.stream.destroy();
    this.#socket.destroy();
  }

  #end(failure: Failure): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#closing) return;
    for (const listener of this.#listeners) listener(failure);
  }
}

/** Only the server's own error messages carry a severity; others mean that the stream is broken. */
function isServerError(error: unknown): boolean {
  return error instanceof Error && typeof Reflect.get(error, 'severity') === 'string';
}

/** The password that was sent, so that no message repeats it. */
export function secretsOf(client: Client): readonly string[] {
  const password: unknown = client.password;
  return typeof password === 'string' && password !== '' ? [password] : [];
}
