import type pg from 'pg';
import type { LabNode } from '../../postgres/node.js';

/** How long a node may take to say how it is before it counts as not answering, ms. */
const patienceMs = 800;

/** What a node says of itself. */
export interface NodeAnswer {
  readonly isStandby: boolean;
  readonly replayPaused: boolean;
  readonly synchronousStandbyNames: string;
  /** Where it connects for its WAL, on loopback; null for a primary. */
  readonly upstreamPort: number | null;
  /** Who receives WAL from it, by `application_name`, with the `sync_state`. */
  readonly receivers: readonly { readonly name: string; readonly syncState: string }[];
}

const question = `
  SELECT pg_is_in_recovery() AS "isStandby",
         CASE WHEN pg_is_in_recovery()
              THEN pg_get_wal_replay_pause_state() <> 'not paused'
              ELSE false END AS "replayPaused",
         current_setting('synchronous_standby_names') AS "synchronousStandbyNames",
         CASE WHEN pg_is_in_recovery()
              THEN substring(current_setting('primary_conninfo') FROM $$port='?(\\d+)$$)::integer
         END AS "upstreamPort",
         (SELECT coalesce(json_agg(json_build_object(
                   'name', application_name, 'syncState', sync_state)), '[]')
            FROM pg_stat_replication
           WHERE state IN ('streaming', 'catchup')) AS receivers`;

/** Asks one node how it is, on a connection that is kept, past any link. */
export class NodeLook {
  readonly #node: LabNode;
  #client: pg.Client | undefined;

  constructor(node: LabNode) {
    this.#node = node;
  }

  /** Null if it does not answer. */
  async ask(): Promise<NodeAnswer | null> {
    try {
      this.#client ??= await this.#node.client({
        application_name: 'demo panel',
        connectionTimeoutMillis: patienceMs,
        query_timeout: patienceMs,
      });
      const { rows } = await this.#client.query<NodeAnswer>(question);
      return rows[0] ?? null;
    } catch {
      this.close();
      return null;
    }
  }

  /** Not `end()`: that would wait for a server that may be frozen. */
  close(): void {
    this.#client?.connection.stream.destroy();
    this.#client = undefined;
  }
}
