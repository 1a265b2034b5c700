import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../../../lab/postgres/wait.js';
import type { StoreError } from '../../../src/store/index.js';
import { incident, message, of, t0 } from './support/changes.js';
import {
  embeddedPlace,
  externalPlace,
  externalServer,
  open,
  type StorePlace,
} from './support/stores.js';

let external: Awaited<ReturnType<typeof externalServer>>;
let place: StorePlace;

const impatient = { lockPatienceMs: 300 };

beforeAll(async () => {
  external = await externalServer();
});

afterAll(async () => {
  await external.stop();
});

beforeEach(async () => {
  place = await externalPlace(external.node);
});

/** Ends the session that holds the owner's lock, as an administrator would. */
async function endLockSession(): Promise<void> {
  const rows = await place.sql(
    `select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory'
        and database = (select oid from pg_database where datname = current_database())`,
  );
  expect(rows).toHaveLength(1);
}

describe('the owner of a store', () => {
  it('is the only one: a second is refused, and told who it is', async () => {
    const first = await open(place.location, { owner: 'db9.example/4711' });
    await expect(open(place.location, { owner: 'db8/1', ...impatient })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(
        /is in use by another pgrepl: db9\.example\/4711, since 20.*Stop that one first/,
      ) as string,
    });
    await first.apply([of.incident(incident())]);
    await first.close();
    const second = await open(place.location, { owner: 'db8/1' });
    expect((await second.load(t0)).incidents).toHaveLength(1);
    await second.close();
  });

  it('is the only one of an embedded store too, whose server stays for the first', async () => {
    const embedded = await embeddedPlace();
    const first = await open(embedded.location, { owner: 'here/1' });
    await expect(open(embedded.location, { owner: 'here/2', ...impatient })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('another pgrepl: here/1') as string,
    });
    await first.apply([of.incident(incident())]);
    expect(first.status()).toBe('up');
    await first.close();
    await embedded.remove();
  });

  it('waits a little for a predecessor that is just going', async () => {
    const first = await open(place.location);
    const second = open(place.location, { owner: 'second/2', lockPatienceMs: 10_000 });
    await waitUntil('the second is there', async () => {
      const rows = await place.sql(
        "select from pg_stat_activity where application_name = 'pgrepl second/2'",
      );
      return rows.length === 1;
    });
    await first.close();
    await (await second).close();
  });

  it('takes its lock again when the session that held it was ended', async () => {
    const store = await open(place.location);
    const lost: StoreError[] = [];
    store.onLockLost((error) => lost.push(error));
    const statuses: string[] = [];
    store.onStatus(({ status }) => statuses.push(status));
    await endLockSession();
    await waitUntil('it has been down', () => statuses.includes('down'));
    await store.whenUp();
    await store.apply([of.incident(incident())]);
    expect(lost).toEqual([]);
    await expect(open(place.location, impatient)).rejects.toMatchObject({ code: 'conflict' });
    await store.close();
  });

  it('is told when somebody else took the store over, and cannot write any more', async () => {
    const store = await open(place.location, { heartbeatMs: 3_600_000, ...impatient });
    const lost = new Promise<StoreError>((resolve) => store.onLockLost(resolve));
    await store.apply([of.incident(incident())]);
    // Another one comes while the first does not notice that its lock is gone.
    await place.sql("update pgrepl.leases set token = gen_random_uuid(), owner = 'db8/1'");
    const failure: unknown = await store.apply([of.incident(incident())]).catch((e: unknown) => e);
    expect(failure).toMatchObject({ code: 'conflict' });
    expect(await lost).toMatchObject({ code: 'conflict' });
    expect(store.status()).toBe('down');
    await expect(store.load(t0)).rejects.toMatchObject({ code: 'conflict' });
    await expect(store.whenUp()).rejects.toMatchObject({ code: 'conflict' });
    expect(await place.sql('select from pgrepl.incidents')).toHaveLength(1);
    await store.close();
  });

  it('is not dispossessed in the middle of a batch: who comes next waits for its end', async () => {
    const store = await open(place.location, { heartbeatMs: 3_600_000, ...impatient });
    const name = new URL(place.location.kind === 'url' ? place.location.url : '').pathname;
    const blocker = await external.node.client({ database: name.slice(1) });
    await blocker.query('begin; lock table pgrepl.outbox in exclusive mode');
    const one = message();
    const applied = store.apply([of.message(one)]);
    const takeover = async (): Promise<unknown> =>
      place.sql("update pgrepl.leases set token = gen_random_uuid(), owner = 'db8/1'");
    const waiting = (count: number): Promise<boolean> =>
      waitUntil(`${count} wait`, async () => {
        const rows = await place.sql(
          `select from pg_stat_activity
            where wait_event_type = 'Lock' and datname = current_database()`,
        );
        return rows.length === count;
      });
    await waiting(1);
    const takenOver = takeover();
    await waiting(2);
    await blocker.query('commit');
    await blocker.end();
    await applied;
    await takenOver;
    await expect(store.apply([of.message(message())])).rejects.toMatchObject({ code: 'conflict' });
    expect(await place.sql('select id from pgrepl.outbox')).toEqual([{ id: one.id }]);
    await store.close();
  });

  it('gives up when another one got the lock during an outage', async () => {
    // The first sits behind a link that is cut; the second has a path of its own.
    const { node } = external;
    const linked = await externalPlace(node, node.port);
    if (linked.location.kind !== 'url') throw new Error('no URL');
    const direct = linked.location.url.replace(`:${node.port}/`, `:${node.serverPort}/`);
    const first = await open(linked.location, { heartbeatMs: 100, ...impatient });
    const lost = new Promise<StoreError>((resolve) => first.onLockLost(resolve));
    await node.monitorLink.cut();
    await waitUntil('the first is down', () => first.status() === 'down');
    const second = await open({ kind: 'url', url: direct }, { owner: 'db8/1' });
    await node.monitorLink.heal();
    expect(await lost).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('another pgrepl: db8/1') as string,
    });
    await second.apply([of.incident(incident())]);
    expect(second.status()).toBe('up');
    await first.close();
    await second.close();
  });

  it('gives up as well when another one came and went during an outage', async () => {
    const { node } = external;
    const linked = await externalPlace(node, node.port);
    if (linked.location.kind !== 'url') throw new Error('no URL');
    const direct = linked.location.url.replace(`:${node.port}/`, `:${node.serverPort}/`);
    const first = await open(linked.location, { heartbeatMs: 100, ...impatient });
    const lost = new Promise<StoreError>((resolve) => first.onLockLost(resolve));
    await node.monitorLink.cut();
    await waitUntil('the first is down', () => first.status() === 'down');
    const second = await open({ kind: 'url', url: direct });
    await second.apply([of.incident(incident())]);
    await second.close();
    await waitUntil('the lock is free', async () => {
      const rows = await node.sql(
        `select from pg_locks join pg_database db on db.oid = database
          where locktype = 'advisory' and datname = $1`,
        [new URL(direct).pathname.slice(1)],
      );
      return rows.length === 0;
    });
    await node.monitorLink.heal();
    expect(await lost).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('taken over by another pgrepl') as string,
    });
    await first.close();
  });
});
