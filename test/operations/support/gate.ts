import pg from 'pg';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { openEmbeddedServer } from '../../../src/store/embedded/server.js';
import type { Place } from '../../e2e/support/place.js';

/** What pgrepl is about to say of a step. */
export type GateState = 'intended' | 'done';

const lock = 4711;
const quiet = { info: (): void => undefined, warn: (): void => undefined };

/**
 * A gate in pgrepl's store: whoever puts a certain thing about a certain step on record waits there.
 * At `intended` pgrepl stands between two steps; at `done` the deed is done and its end unknown to
 * everybody but itself. The store gives up on a statement after 3 s, and pgrepl with it.
 */
export class Gate {
  readonly #place: Place;
  #session: pg.Client | null = null;

  constructor(place: Place) {
    this.#place = place;
  }

  async close(step: string, state: GateState): Promise<void> {
    await this.open();
    const { connection } = await openEmbeddedServer({
      directory: this.#place.storeDirectory,
      log: quiet,
    });
    const session = new pg.Client({ ...connection });
    session.on('error', () => undefined);
    await session.connect();
    this.#session = session;
    await session.query(made);
    await session.query('SELECT pg_advisory_lock($1)', [lock]);
    await session.query('INSERT INTO test_gate.closed VALUES ($1, $2)', [step, state]);
  }

  /** Waits until pgrepl stands before it. */
  async reached(): Promise<void> {
    await waitUntil('pgrepl stands at the gate', async () => (await this.#waiting()).length > 0, {
      everyMs: 5,
    });
  }

  /** Lets pgrepl pass. */
  async open(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    if (session === null) return;
    await session.query('DELETE FROM test_gate.closed');
    await session.end();
  }

  /** Ends what waits: it was never put on record. */
  async turnBack(): Promise<void> {
    for (const pid of await this.#waiting()) {
      await this.#session?.query('SELECT pg_terminate_backend($1)', [pid]);
    }
    await this.open();
  }

  async #waiting(): Promise<readonly number[]> {
    const found = await this.#session?.query<{ pid: number }>(
      "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted",
      [lock],
    );
    return found?.rows.map(({ pid }) => pid) ?? [];
  }
}

const made = `
  CREATE SCHEMA IF NOT EXISTS test_gate;
  CREATE TABLE IF NOT EXISTS test_gate.closed (step text, state text);
  CREATE OR REPLACE FUNCTION test_gate.pass() RETURNS trigger LANGUAGE plpgsql
    SET lock_timeout = 0 AS $gate$
  BEGIN
    IF EXISTS (SELECT FROM test_gate.closed WHERE step = NEW.step AND state = NEW.state) THEN
      PERFORM pg_advisory_xact_lock_shared(${String(lock)});
    END IF;
    RETURN NEW;
  END $gate$;
  DROP TRIGGER IF EXISTS aa_gate ON pgrepl.operation_steps;
  CREATE TRIGGER aa_gate BEFORE INSERT ON pgrepl.operation_steps
    FOR EACH ROW EXECUTE FUNCTION test_gate.pass()`;
