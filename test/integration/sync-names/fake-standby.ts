import { once } from 'node:events';
import type { EventEmitter } from 'node:events';

import type pg from 'pg';

import type { LabNode } from '../../../lab/postgres/node.js';

/** The part of `pg`'s connection that speaks the streaming protocol; its types leave it out. */
interface ReplicationConnection extends EventEmitter {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
}

/** What a client of the protocol is: a standby, or one that only writes what it is sent to files. */
export type FakeKind = 'standby' | 'pg_receivewal';

/**
 * A client of the streaming protocol under any `application_name`. As a standby it confirms all it
 * is sent as written, flushed and replayed at once: to the primary it is one like any other. As
 * `pg_receivewal` (without a slot) it confirms it as written, and nothing more.
 */
export class FakeStandby {
  readonly applicationName: string;
  readonly #kind: FakeKind;
  readonly #client: pg.Client;
  readonly #connection: ReplicationConnection;
  #position: bigint;

  private constructor(
    applicationName: string,
    kind: FakeKind,
    client: pg.Client,
    position: bigint,
  ) {
    this.applicationName = applicationName;
    this.#kind = kind;
    this.#client = client;
    this.#connection = (client as unknown as { connection: ReplicationConnection }).connection;
    this.#position = position;
  }

  static async start(
    applicationName: string,
    primary: LabNode,
    kind: FakeKind = 'standby',
  ): Promise<FakeStandby> {
    const [row] = await primary.sql<{ lsn: string; bytes: string }>(
      `SELECT lsn::text, pg_wal_lsn_diff(lsn, '0/0')::text AS bytes
         FROM pg_current_wal_flush_lsn() AS lsn`,
    );
    if (row === undefined) throw new Error('the primary has no position');
    const options: pg.ClientConfig & { replication: string } = {
      application_name: applicationName,
      replication: 'true',
    };
    const client = await primary.client(options);
    const standby = new FakeStandby(applicationName, kind, client, BigInt(row.bytes));
    await standby.#stream(row.lsn);
    return standby;
  }

  async stop(): Promise<void> {
    await this.#client.end();
  }

  async #stream(from: string): Promise<void> {
    const started = once(this.#connection, 'replicationStart');
    this.#connection.on('copyData', ({ chunk }: { chunk: Buffer }) => {
      this.#receive(chunk);
    });
    this.#connection.query(`START_REPLICATION PHYSICAL ${from}`);
    await started;
    this.#confirm();
  }

  /** `w`: WAL from a position on; `k`: where the primary is, and maybe a wish for an answer. */
  #receive(chunk: Buffer): void {
    if (chunk.toString('latin1', 0, 1) === 'w') {
      const end = chunk.readBigUInt64BE(1) + BigInt(chunk.length - 25);
      if (end > this.#position) this.#position = end;
    }
    this.#confirm();
  }

  #confirm(): void {
    const answer = Buffer.alloc(34);
    answer.write('r', 'latin1');
    // Written, flushed, replayed; 0 is PostgreSQL's word for "no position".
    for (const offset of this.#kind === 'standby' ? [1, 9, 17] : [1])
      answer.writeBigUInt64BE(this.#position, offset);
    this.#connection.sendCopyFromChunk(answer);
  }
}
