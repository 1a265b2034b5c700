/** libpq's `sslmode`. */
export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

/** How to reach one server. */
export interface NodeConnectionOptions {
  /** A name, an address, or the directory of a Unix-domain socket (starts with `/`). */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Null: `PGPASSWORD`, else the password file (`PGPASSFILE`, `~/.pgpass`), else none. */
  readonly password: string | (() => string | Promise<string>) | null;
  readonly sslMode: SslMode;
  /** A PEM file with the certificates to trust; null for Node.js's own list. */
  readonly sslRootCert: string | null;
}
