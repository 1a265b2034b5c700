import { inspect } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { migrate } from '../../../src/store/migrate.js';
import { readMigrations } from '../../../src/store/migration-files.js';
import { inspectStore, resolveStore } from '../../../src/store/index.js';
import { externalPlace, open, quiet, type StorePlace } from './support/stores.js';

let cluster: LabCluster<'db' | 'standby'>;

beforeAll(async () => {
  cluster = await startCluster({ nodes: { db: {}, standby: { from: 'db' } } });
});

afterAll(async () => {
  await cluster.stop();
});

const place = (): Promise<StorePlace> => externalPlace(cluster.node('db'));

async function session(where: StorePlace): Promise<pg.Client> {
  if (where.location.kind !== 'url') throw new Error('no URL');
  const client = new pg.Client(where.location.url);
  await client.connect();
  return client;
}

describe('migrations', () => {
  it('run once, whoever comes first', async () => {
    const here = await place();
    const migrations = await readMigrations();
    const clients = await Promise.all([session(here), session(here), session(here)]);
    const [first] = clients;
    const ran = await Promise.all(clients.map((client) => migrate(client, migrations)));
    expect(ran.flat()).toEqual(migrations.map(({ name }) => name));
    expect(await migrate(first, migrations)).toEqual([]);
    const applied = await here.sql('select version from pgrepl.migrations order by 1');
    expect(applied).toEqual(migrations.map(({ version }) => ({ version })));
    await Promise.all(clients.map((client) => client.end()));
  });

  it('leave nothing of one that fails, and everything before it', async () => {
    const here = await place();
    const client = await session(here);
    const all = await readMigrations();
    const broken = all.map((one) =>
      one.version === 2 ? { ...one, sql: `${one.sql}; select 1 / 0` } : one,
    );
    await expect(migrate(client, broken)).rejects.toMatchObject({ code: '22012' });
    const tables = await here.sql(
      `select to_regclass('pgrepl.incidents') is not null as first,
              to_regclass('pgrepl.audit') is not null as second`,
    );
    expect(tables).toEqual([{ first: true, second: false }]);
    expect(await migrate(client, all)).toEqual(all.slice(1).map(({ name }) => name));
    await client.end();
  });

  it('keep what is in the store from one opening to the next', async () => {
    const here = await place();
    await (await open(here.location)).close();
    await here.sql("insert into pgrepl.root_messages values (gen_random_uuid(), 'C', '1.2')");
    const store = await open(here.location);
    expect(store.status()).toBe('up');
    await store.close();
    expect(await here.sql('select channel from pgrepl.root_messages')).toHaveLength(1);
  });

  it('refuse a store whose migrations are not the ones shipped', async () => {
    const here = await place();
    await (await open(here.location)).close();
    await here.sql("update pgrepl.migrations set checksum = 'x' where version = 2");
    await expect(open(here.location)).rejects.toMatchObject({
      code: 'schema',
      message: expect.stringContaining('0002-audit.sql') as string,
    });
  });

  it('refuse a store that a newer pgrepl made', async () => {
    const here = await place();
    await (await open(here.location)).close();
    await here.sql("insert into pgrepl.migrations values (9999, '9999-later.sql', 'x')");
    await expect(open(here.location)).rejects.toMatchObject({
      code: 'schema',
      message: expect.stringContaining('made by a newer pgrepl') as string,
    });
  });
});

describe('a server that cannot hold the store', () => {
  const cases: readonly (readonly [string, (here: StorePlace) => Promise<string>, RegExp])[] = [
    [
      'a role that may not make the schema',
      async (here) => {
        await here.sql('create role nobody_special login');
        const [row] = await here.sql<{ name: string }>('select current_database() as name');
        return `postgresql://nobody_special:sesame-zebra@127.0.0.1:${cluster.node('db').port}/${row?.name ?? ''}`;
      },
      /grant it CREATE on the database/,
    ],
    [
      'a database of another encoding',
      async (here) => {
        await here.sql("create database latin template template0 encoding 'LATIN1' locale 'C'");
        return `postgresql://postgres:sesame-zebra@127.0.0.1:${cluster.node('db').port}/latin`;
      },
      /encoding LATIN1; pgrepl needs UTF8/,
    ],
    [
      'a standby',
      () =>
        Promise.resolve(
          `postgresql://postgres:sesame-zebra@127.0.0.1:${cluster.node('standby').port}/postgres`,
        ),
      /is a standby/,
    ],
    [
      'a database that is not there',
      () =>
        Promise.resolve(
          `postgresql://postgres:sesame-zebra@127.0.0.1:${cluster.node('db').port}/nowhere`,
        ),
      /database "nowhere" does not exist/,
    ],
  ];

  it.each(cases)('%s is refused, with what would be right', async (_, url, says) => {
    const location = { kind: 'url', url: await url(await place()) } as const;
    const failure: unknown = await open(location).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'refused',
      message: expect.stringMatching(says) as string,
    });
    // Neither the message nor anything that hangs on it shows the password.
    expect(inspect(failure, { depth: null, showHidden: true })).not.toContain('zebra');
  });
});

describe('inspectStore', () => {
  it('looks at a store without changing it, and names its owner', async () => {
    const here = await place();
    const names = (await readMigrations()).map(({ name }) => name);
    const look = (): ReturnType<typeof inspectStore> =>
      inspectStore(resolveStore(here.location, quiet));
    expect(await look()).toMatchObject({
      versionNum: expect.any(Number) as number,
      systemIdentifier: expect.stringMatching(/^\d+$/) as string,
      pendingMigrations: names,
      mayCreateSchema: true,
      owner: null,
    });
    expect(await here.sql("select to_regnamespace('pgrepl') as there")).toEqual([{ there: null }]);
    const store = await open(here.location, { owner: 'db9.example/4711' });
    expect(await look()).toMatchObject({ pendingMigrations: [], owner: 'db9.example/4711' });
    expect((await look()).systemIdentifier).toBe(store.storeSystemIdentifier());
    await store.close();
  });
});
