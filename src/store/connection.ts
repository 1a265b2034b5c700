import type pg from 'pg';

/** A place where the store lives, and how to get there: an embedded server's or any other's. */
export interface StoreConnection {
  readonly kind: 'embedded' | 'url';
  /** Where it is, in words for a person, without a secret: `db1:5432/pgrepl`. */
  readonly where: string;
  /**
   * Makes sure that there is a server as far as that is in our hands, and says how to connect.
   * Rejects with a `StoreError`; when interrupted, once nothing that it began runs any more.
   */
  readonly target: (interrupted?: AbortSignal) => Promise<pg.ClientConfig>;
  /** Stops what `target` started, or is starting; nothing for a server that is not ours. */
  readonly close: () => Promise<void>;
}

/** What the store says of its own doings; `pino` fits. */
export interface StoreLog {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
}
