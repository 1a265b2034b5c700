import { describe, expect, it } from 'vitest';
import { pendingMigrations } from './migrate.js';
import { readMigrations, type Migration } from './migration-files.js';

const migration = (version: number, checksum = `sum${version}`): Migration => ({
  version,
  name: `000${version}-x.sql`,
  sql: '',
  checksum,
});

describe('pendingMigrations', () => {
  const shipped = [migration(1), migration(2), migration(3)];

  it('runs what is missing, in order', () => {
    expect(pendingMigrations(shipped, [migration(1)]).map(({ version }) => version)).toEqual([
      2, 3,
    ]);
    expect(pendingMigrations(shipped, shipped)).toEqual([]);
  });

  it('refuses an applied migration whose text changed', () => {
    expect(() => pendingMigrations(shipped, [migration(1), migration(2, 'other')])).toThrow(
      /0002-x\.sql was applied to this store with another text/,
    );
  });

  it('refuses a store that a newer pgrepl made', () => {
    expect(() => pendingMigrations(shipped, [...shipped, migration(4)])).toThrow(
      /made by a newer pgrepl: its schema is at 0004-x\.sql, this one knows 3/,
    );
  });
});

describe('readMigrations', () => {
  it('finds the shipped files, numbered without a gap', async () => {
    const migrations = await readMigrations();
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, i) => i + 1));
    expect(migrations[0]?.name).toBe('0001-incidents.sql');
    expect(migrations[0]?.checksum).toMatch(/^[0-9a-f]{64}$/);
  });
});
