import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { StoreError } from './errors.js';

/** One step of the schema, as shipped with this pgrepl. */
export interface Migration {
  readonly version: number;
  /** The file's name. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text, line ends normalised, in hexadecimal. */
  readonly checksum: string;
}

/** `sql/` at the package's root: two levels up from here in `src/` and in `dist/` alike. */
const shipped = new URL('../../sql/', import.meta.url);

const fileName = /^(\d{4})-[a-z0-9-]+\.sql$/;

/** The migrations in order. Their versions are 1, 2, 3, … without a gap; anything else is a bug. */
export async function readMigrations(directory: URL = shipped): Promise<readonly Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name, index) => {
      const version = Number(fileName.exec(name)?.[1]);
      if (version !== index + 1) {
        throw new StoreError('schema', `sql/${name} is not migration ${index + 1}, which is due`);
      }
      const sql = (await readFile(new URL(name, directory), 'utf8')).replaceAll('\r\n', '\n');
      return { version, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}
