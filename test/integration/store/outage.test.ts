import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { findPostmaster } from '../../../src/store/embedded/postmaster-file.js';
import type { Store, StoreConnection, StoreHealth } from '../../../src/store/index.js';
import { stopwatch } from '../../support/stopwatch.js';
import { audit, incident, message, of, t0 } from './support/changes.js';
import {
  embeddedPlace,
  externalPlace,
  externalServer,
  open,
  type StorePlace,
} from './support/stores.js';

/** Short, so that a server that says nothing is given up soon; the real ones are a little longer. */
const timeouts = { connectMs: 2_500, queryMs: 2_500 };
/** Far away, so that nothing but the failure itself is what is noticed. */
const noHeartbeat = { heartbeatMs: 3_600_000 };

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

function watched(store: Store): { readonly statuses: StoreHealth['status'][] } {
  cleanUp.push(() => store.close());
  const statuses: StoreHealth['status'][] = [];
  store.onStatus(({ status }) => statuses.push(status));
  return { statuses };
}

describe('a store on a server of its own', () => {
  let external: Awaited<ReturnType<typeof externalServer>>;
  let place: StorePlace;

  beforeEach(async () => {
    external = await externalServer();
    cleanUp.push(() => external.stop());
    place = await externalPlace(external.node);
  });

  it('says that it is unavailable when the server is killed, and recovers by itself', async () => {
    const store = await open(place.location, noHeartbeat);
    const { statuses } = watched(store);
    const before = incident();
    await store.apply([of.incident(before)]);

    await external.node.kill();
    const during = incident();
    const failure: unknown = await store.apply([of.incident(during)]).catch((e: unknown) => e);
    expect(failure).toMatchObject({ name: 'StoreError', code: 'unavailable' });
    expect(store.isUnavailable(failure)).toBe(true);
    await waitUntil('it is down', () => store.status() === 'down');
    expect(store.health().reason).toMatchObject({ code: 'unavailable' });
    await expect(store.load(t0)).rejects.toMatchObject({ code: 'unavailable' });

    await external.node.start();
    await store.whenUp();
    const { numbers } = await store.apply([of.incident(during)]);
    expect(numbers.get(during.id)).toBe(2);
    expect((await store.load(t0)).incidents.map(({ id }) => id)).toEqual([before.id, during.id]);
    expect(statuses).toEqual(['down', 'up']);
  });

  it('notices by its heartbeat alone', async () => {
    const store = await open(place.location, { timeouts, heartbeatMs: 100 });
    const { statuses } = watched(store);
    await external.node.freeze();
    await waitUntil('it is down', () => store.status() === 'down');
    external.node.thaw();
    await store.whenUp();
    expect(statuses).toEqual(['down', 'up']);
  });

  it('gives a frozen server up in time, and doubles nothing when it goes on', async () => {
    const store = await open(place.location, { timeouts, ...noHeartbeat });
    watched(store);
    const one = incident();
    const said = audit();
    await store.apply([of.incident(one)]);

    await external.node.freeze();
    const took = stopwatch();
    const batch = [of.incident({ ...one, reopened: 1 }), of.audit(said), of.message(message())];
    await expect(store.apply(batch)).rejects.toMatchObject({ code: 'unavailable' });
    expect(took()).toBeLessThan(timeouts.queryMs + 2_000);
    await waitUntil('it is down', () => store.status() === 'down');
    // Said again while nobody answers: at once, without waiting for another time-out.
    await expect(store.apply(batch)).rejects.toMatchObject({ code: 'unavailable' });

    external.node.thaw();
    await store.whenUp();
    const later = [...batch, of.incident({ ...one, reopened: 2 })];
    expect((await store.apply(later)).numbers).toEqual(new Map([[one.id, 1]]));
    const { incidents, outbox } = await store.load(t0);
    expect(incidents).toMatchObject([{ id: one.id, reopened: 2 }]);
    expect(outbox).toHaveLength(1);
    expect(await store.verifyAudit()).toMatchObject({ ok: true, records: 1 });
    // The sessions that were given up are gone, and their locks with them.
    await waitUntil('one session holds the lock', async () => {
      const rows = await place.sql("select from pg_locks where locktype = 'advisory'");
      return rows.length === 1;
    });
  });

  it('survives a frozen server at any step of a batch', async () => {
    const store = await open(place.location, { timeouts, ...noHeartbeat });
    watched(store);
    const one = incident();
    await store.apply([of.incident(one)]);
    // The batch is held up in the middle of its transaction, by a lock on a table it writes to …
    const blocker = await external.node.client({ database: databaseOf(place) });
    cleanUp.push(() => blocker.end().catch(() => undefined));
    await blocker.query('begin; lock table pgrepl.outbox in exclusive mode');
    const said = audit();
    const batch = [of.incident({ ...one, reopened: 1 }), of.message(message()), of.audit(said)];
    const applied = store.apply(batch).catch((e: unknown) => e);
    await waitUntil('the batch waits for the lock', async () => {
      const rows = await place.sql(
        "select from pg_stat_activity where application_name = 'pgrepl' and wait_event_type = 'Lock'",
      );
      return rows.length === 1;
    });
    // … then nothing of the server moves, until pgrepl has given up.
    await external.node.freeze();
    expect(await applied).toMatchObject({ code: 'unavailable' });
    await waitUntil('it is down', () => store.status() === 'down');
    external.node.thaw();
    await blocker.query('commit');

    await store.whenUp();
    await store.apply([...batch, of.incident({ ...one, reopened: 7 })]);
    const { incidents, outbox } = await store.load(t0);
    expect(incidents).toMatchObject([{ id: one.id, reopened: 7 }]);
    expect(outbox).toHaveLength(1);
    expect(await store.verifyAudit()).toMatchObject({ ok: true, records: 1 });
  });

  it('recovers from a network that drops everything', async () => {
    const linked = await externalPlace(external.node, external.node.port);
    const link = external.node.monitorLink;
    const store = await open(linked.location, { timeouts, ...noHeartbeat });
    watched(store);
    await store.apply([of.incident(incident())]);
    await link.drop();
    await expect(store.apply([of.incident(incident())])).rejects.toMatchObject({
      code: 'unavailable',
    });
    await waitUntil('it is down', () => store.status() === 'down');
    await link.cut(); // what was held back never arrives
    await link.heal();
    await store.whenUp();
    const { numbers } = await store.apply([of.incident(incident())]);
    expect([...numbers.values()]).toEqual([2]);
  });

  it('ends its own session that the server still believes in, and takes the lock from it', async () => {
    const { node } = external;
    const owner = new URL(urlOf(place));
    let port = node.port;
    const connection: StoreConnection = {
      kind: 'url',
      where: 'the store',
      target: () =>
        Promise.resolve({
          host: '127.0.0.1',
          port,
          user: owner.username,
          password: owner.password,
          database: databaseOf(place),
        }),
      close: () => Promise.resolve(),
    };
    const store = await open(place.location, { connection, timeouts, heartbeatMs: 100 });
    watched(store);
    const lockHolders = (): Promise<{ pid: number }[]> =>
      place.sql("select pid from pg_locks where locktype = 'advisory'");
    const before = await lockHolders();
    // The path dies without a word to either end …
    await node.monitorLink.drop();
    await waitUntil('it is down', () => store.status() === 'down');
    expect(await lockHolders()).toEqual(before);
    // … and another one leads to the same server.
    port = node.serverPort;
    await store.whenUp();
    await store.apply([of.incident(incident())]);
    expect(await lockHolders()).not.toEqual(before);
  });

  it('opens while the server is down, and works when it is up', async () => {
    await external.node.stop();
    const store = await open(place.location);
    const { statuses } = watched(store);
    expect(store.status()).toBe('down');
    expect(store.storeSystemIdentifier()).toBeNull();
    await expect(store.apply([of.incident(incident())])).rejects.toMatchObject({
      code: 'unavailable',
    });
    const up = store.whenUp();
    await external.node.start();
    await up;
    expect(statuses).toEqual(['up']);
    await store.apply([of.incident(incident())]);
    expect((await store.load(t0)).incidents).toHaveLength(1);
    const [system] = await external.node.sql<{ id: string }>(
      'select system_identifier::text as id from pg_control_system()',
    );
    expect(store.storeSystemIdentifier()).toBe(system?.id);
  });

  it('can be closed while the server is down', async () => {
    await external.node.stop();
    const store = await open(place.location);
    const up = store.whenUp();
    await store.close();
    await expect(up).rejects.toThrow('The store was closed');
    await expect(store.load(t0)).rejects.toThrow('The store was closed');
    await store.close();
  });

  it('can be closed while the server is frozen', async () => {
    const store = await open(place.location, { timeouts });
    await store.apply([of.incident(incident())]);
    await external.node.freeze();
    const took = stopwatch();
    await store.close();
    expect(took()).toBeLessThan(3 * timeouts.connectMs + 2_000);
    external.node.thaw();
  });

  it('does not take a server that can only be read for one that works', async () => {
    const store = await open(place.location, noHeartbeat);
    const { statuses } = watched(store);
    // As a full disk would have it: reading works, and no write does.
    await place.sql(
      `create function pg_temp_refuse() returns trigger language plpgsql as
         $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
       create trigger full_disk before insert or update on pgrepl.leases
         for each row execute function pg_temp_refuse();
       create trigger full_disk before insert or update on pgrepl.incidents
         for each row execute function pg_temp_refuse()`,
    );
    await expect(store.apply([of.incident(incident())])).rejects.toMatchObject({
      code: 'unavailable',
    });
    await waitUntil('it is down', () => store.status() === 'down');
    await place.sql(
      'drop trigger full_disk on pgrepl.leases; drop trigger full_disk on pgrepl.incidents',
    );
    await store.whenUp();
    await store.apply([of.incident(incident())]);
    expect(statuses).toEqual(['down', 'up']);
  });
});

describe('an embedded store', () => {
  it('starts its server again when it was killed', async () => {
    const place = await embeddedPlace();
    cleanUp.push(() => place.remove());
    const store = await open(place.location);
    const { statuses } = watched(store);
    const before = incident();
    await store.apply([of.incident(before)]);
    if (place.location.kind !== 'embedded') throw new Error('not embedded');
    const postmaster = await findPostmaster(`${place.location.directory}/data`);
    if (postmaster === undefined) throw new Error('no server');
    process.kill(postmaster.pid, 'SIGKILL');

    await waitUntil('it is down', () => statuses.includes('down'));
    await store.whenUp();
    await store.apply([of.incident(incident())]);
    const { incidents } = await store.load(t0);
    expect(incidents.map(({ number }) => number)).toEqual([1, 2]);
    expect(incidents[0]?.id).toBe(before.id);
  });
});

function urlOf(place: StorePlace): string {
  if (place.location.kind !== 'url') throw new Error('no URL');
  return place.location.url;
}

function databaseOf(place: StorePlace): string {
  return new URL(urlOf(place)).pathname.slice(1);
}
