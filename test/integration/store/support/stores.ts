import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { startCluster } from '../../../../lab/postgres/cluster.js';
import type { LabNode } from '../../../../lab/postgres/node.js';
import { makeRunDirectory } from '../../../../lab/postgres/places.js';
import { systemClock } from '../../../../src/clock.js';
import { openEmbeddedServer } from '../../../../src/store/embedded/server.js';
import {
  openStore,
  resolveStore,
  type Store,
  type StoreLog,
  type StoreLocation,
  type StoreOptions,
} from '../../../../src/store/index.js';

export const quiet: StoreLog = { info: () => undefined, warn: () => undefined };

/** A place for a store, and a way to look at what is in it past pgrepl. */
export interface StorePlace {
  readonly location: StoreLocation;
  /** Runs statements as a superuser on a session of its own. */
  readonly sql: <T extends Record<string, unknown>>(
    text: string,
    values?: unknown[],
  ) => Promise<T[]>;
  /** A session of the same kind, to be ended by who asked for it. */
  readonly session: () => Promise<pg.Client>;
  readonly remove: () => Promise<void>;
}

/** Options in which a test changes what it is about. */
function options(location: StoreLocation, overrides: Partial<StoreOptions> = {}): StoreOptions {
  return {
    connection: resolveStore(location, quiet),
    owner: 'test/1',
    clock: systemClock,
    log: quiet,
    ...overrides,
  };
}

export function open(location: StoreLocation, overrides?: Partial<StoreOptions>): Promise<Store> {
  return openStore(options(location, overrides));
}

/** A directory for an embedded server, which is made by whoever opens the store first. */
export async function embeddedPlace(): Promise<StorePlace> {
  const parent = await makeRunDirectory('pgrepl-store-');
  const directory = join(parent, 'store');
  const server = (): ReturnType<typeof openEmbeddedServer> =>
    openEmbeddedServer({ directory, log: quiet });
  return {
    location: { kind: 'embedded', directory },
    sql: async (text, values) => sqlOn({ ...(await server()).connection }, text, values),
    session: async () => sessionOn({ ...(await server()).connection }),
    remove: async () => {
      await (await server()).stop();
      await rm(parent, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

/** One server of the lab, for as many databases as the tests of a file want. */
export async function externalServer(): Promise<{
  readonly node: LabNode;
  readonly stop: () => Promise<void>;
}> {
  const cluster = await startCluster({ nodes: { db: {} }, links: true });
  return { node: cluster.firstPrimary, stop: () => cluster.stop() };
}

let databases = 0;

/** A new database on a server, owned by a role of its own that is no superuser. */
export async function externalPlace(node: LabNode, port = node.serverPort): Promise<StorePlace> {
  databases += 1;
  const name = `store_${databases}`;
  await node.sql(`create role ${name} login password 'sesame-${name}'`);
  await node.sql(`create database ${name} owner ${name}`);
  const url = `postgresql://${name}:sesame-${name}@127.0.0.1:${port}/${name}`;
  return {
    location: { kind: 'url', url },
    sql: (text, values) => sqlOn(node.clientConfig({ database: name }), text, values),
    session: () => sessionOn(node.clientConfig({ database: name })),
    remove: () => Promise.resolve(),
  };
}

async function sqlOn<T extends Record<string, unknown>>(
  config: pg.ClientConfig,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  const client = await sessionOn(config);
  try {
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end();
  }
}

async function sessionOn(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(config);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
