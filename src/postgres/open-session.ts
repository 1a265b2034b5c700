import { isIP, type Socket } from 'node:net';
import pg from 'pg';
import { afterReading } from './after-reading.js';
import type { NodeConnectionOptions } from './connection-options.js';
import {
  encryptionsFor,
  mayTryOtherEncryption,
  tlsOptions,
  type Encryption,
} from './encryption.js';
import { FailureError, failureOf, type Failure } from './failure.js';
import { dial, expectPostgres, guardParser } from './guarded-stream.js';
import { guardedPassword, passwordFromFile } from './password.js';
import { readServerVersion } from './server-version.js';
import { secretsOf, Session } from './session.js';

export interface SessionOptions {
  readonly connection: NodeConnectionOptions;
  readonly applicationName: string;
  /** `watch`: the server refuses every write. `act`: it does what the role may do. */
  readonly purpose: 'watch' | 'act';
  /** The server cancels a statement that runs longer, ms. */
  readonly statementTimeoutMs: number;
  /** From the name's look-up to the server's first "ready", ms. */
  readonly connectTimeoutMs: number;
  /** The way that worked on this server before; null if none has yet. */
  readonly encryptionThatWorked: Encryption | null;
}

export type OpenResult =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Sent with the start-up packet, so they cost no round trip and win over what a role or database
 * sets. Nothing that a watching session reads could write; read-only makes that the server's promise
 * too. The search path keeps other people's functions out.
 */
const sessionSettings = {
  watch: '-c default_transaction_read_only=on -c search_path=pg_catalog',
  // As for any client, whatever is set decides whether it may write: that is what it has to find out.
  act: '-c search_path=pg_catalog',
} as const;

type Phase = 'resolving' | 'dialling' | 'starting';

/** A connection in the making. `result` settles exactly once, and never rejects. */
export class Opening {
  readonly result: Promise<OpenResult>;
  readonly #options: SessionOptions;
  #phase: Phase;
  #current: { readonly client: pg.Client; readonly socket: Socket } | null = null;
  #settled = false;
  readonly #timer: NodeJS.Timeout;
  #settle: (result: OpenResult) => void = () => undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#phase = firstPhase(options.connection.host);
    this.result = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#timer = afterReading(options.connectTimeoutMs, () => {
      this.expire(options.connectTimeoutMs);
    });
    void this.#run();
  }

  /** Gives up, saying how far the attempt had come after `afterMs`. */
  expire(afterMs: number): void {
    const { host, port } = this.#options.connection;
    const place = `${host}:${port}`;
    const failures: Readonly<Record<Phase, Failure>> = {
      resolving: {
        reason: 'dns',
        detail: `The name ${host} was not resolved within ${afterMs} ms.`,
        code: null,
      },
      dialling: {
        reason: 'timed-out',
        detail: `No TCP connection to ${place} came about within ${afterMs} ms.`,
        code: null,
      },
      starting: {
        reason: 'timed-out',
        detail: `${place} accepts connections, but PostgreSQL did not answer within ${afterMs} ms.`,
        code: null,
        accepted: true,
      },
    };
    this.#finish({ ok: false, failure: failures[this.#phase] });
  }

  #finish(result: OpenResult): void {
    if (this.#settled) {
      if (result.ok) result.session.destroy();
      return;
    }
    this.#settled = true;
    clearTimeout(this.#timer);
    if (!result.ok) this.#drop();
    this.#settle(result);
  }

  #drop(): void {
    this.#current?.client.connection.stream.destroy();
    this.#current?.socket.destroy();
    this.#current = null;
  }

  async #run(): Promise<void> {
    const { connection, encryptionThatWorked } = this.#options;
    let first: Failure | null = null;
    for (const encryption of encryptionsFor(connection, encryptionThatWorked)) {
      const attempt = await this.#attempt(encryption);
      if (this.#settled || attempt.ok) {
        this.#finish(attempt);
        return;
      }
      // Of two failures the one that is not about encryption says more.
      if (first !== null && attempt.failure.reason === 'tls') break;
      first = attempt.failure;
      if (!mayTryOtherEncryption(attempt.failure)) break;
    }
    const failure = first ?? failureOf(new Error('No way to connect was allowed.'));
    this.#finish({ ok: false, failure });
  }

  async #attempt(encryption: Encryption): Promise<OpenResult> {
    const { connection } = this.#options;
    let client: pg.Client | null = null;
    try {
      const ssl = await tlsOptions(encryption, connection.sslRootCert);
      if (this.#settled) throw new FailureError('timed-out', 'The attempt was given up.');
      const socket = this.#dial(ssl === false ? 'startup' : 'tls');
      client = this.#client(socket, ssl);
      this.#current = { client, socket };
      return await this.#connect(client, socket, encryption);
    } catch (error) {
      const failure = failureOf(error, client === null ? [] : secretsOf(client));
      this.#drop();
      return { ok: false, failure };
    }
  }

  #dial(request: 'startup' | 'tls'): Socket {
    const { host, port } = this.#options.connection;
    this.#phase = firstPhase(host);
    const socket = dial(host, port);
    socket.once('lookup', () => {
      if (this.#phase === 'resolving') this.#phase = 'dialling';
    });
    socket.once('connect', () => {
      this.#phase = 'starting';
    });
    guardParser(socket);
    expectPostgres(socket, request);
    return socket;
  }

  #client(socket: Socket, ssl: pg.ClientConfig['ssl']): pg.Client {
    const { connection, applicationName, purpose, statementTimeoutMs } = this.#options;
    const client = new pg.Client({
      stream: () => socket,
      host: connection.host,
      port: connection.port,
      user: connection.user,
      database: connection.database,
      password:
        typeof connection.password === 'function'
          ? guardedPassword(connection.password)
          : (connection.password ?? undefined),
      ssl,
      sslnegotiation: 'postgres',
      application_name: applicationName,
      statement_timeout: statementTimeoutMs,
      lock_timeout: Math.max(1, Math.floor(statementTimeoutMs / 2)),
      idle_in_transaction_session_timeout: statementTimeoutMs,
      options: sessionSettings[purpose],
    });
    // `pg` itself reads PGPASSWORD; for the password file it wants to be given a function.
    const known: unknown = client.password;
    if (known === null || known === undefined) {
      Object.assign(client, { password: () => passwordFromFile(connection) });
    }
    // After the first error `pg` reports every further one as an event; nobody needs those.
    client.on('error', () => undefined);
    return client;
  }

  async #connect(client: pg.Client, socket: Socket, encryption: Encryption): Promise<OpenResult> {
    let versionText = '';
    client.connection.on('sslconnect', () => {
      guardParser(client.connection.stream);
    });
    client.connection.on(
      'parameterStatus',
      (status: { readonly parameterName: string; readonly parameterValue: string }) => {
        if (status.parameterName === 'server_version') versionText = status.parameterValue;
      },
    );
    await client.connect();
    const version = readServerVersion(versionText);
    if (version === undefined) {
      const said = versionText === '' ? 'names no version' : `says it is version ${versionText}`;
      throw new FailureError('protocol', `The server ${said}; pgrepl reads 9.6 and newer.`);
    }
    return { ok: true, session: new Session(client, socket, version, encryption) };
  }
}

/** Only names are looked up. */
function firstPhase(host: string): Phase {
  return host.startsWith('/') || isIP(host) !== 0 ? 'dialling' : 'resolving';
}
