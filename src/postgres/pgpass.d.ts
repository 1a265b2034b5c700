declare module 'pgpass' {
  /** Looks a password up in `PGPASSFILE` or `~/.pgpass`; an unreadable file has none. */
  export default function pgpass(
    server: {
      readonly host: string;
      readonly port: number;
      readonly database: string;
      readonly user: string;
    },
    callback: (password: string | undefined) => void,
  ): void;
}
