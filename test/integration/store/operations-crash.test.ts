import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../../../lab/postgres/wait.js';
import type { StepRecord } from '../../../src/operations/model.js';
import type { Store } from '../../../src/store/index.js';
import { findPostmaster } from '../../../src/store/embedded/postmaster-file.js';
import { audit } from './support/changes.js';
import { approval, ended, me, outcome, request, running, step } from './support/operations.js';
import { embeddedPlace, open, type StorePlace } from './support/stores.js';

const rounds = 6;

let place: StorePlace;
let store: Store;

beforeAll(async () => {
  place = await embeddedPlace();
  store = await open(place.location);
});

afterAll(async () => {
  await store.close();
  await place.remove();
});

/** Kills the server; resolves when the store has noticed. */
async function killServer(): Promise<void> {
  if (place.location.kind !== 'embedded') throw new Error('not embedded');
  const postmaster = await findPostmaster(`${place.location.directory}/data`);
  if (postmaster?.identity !== 'this_server') throw new Error('the server does not run');
  const noticed = new Promise<void>((resolve) => {
    const stop = store.onStatus(({ status }) => {
      if (status !== 'down') return;
      stop();
      resolve();
    });
  });
  process.kill(postmaster.pid, 'SIGKILL');
  await noticed;
}

/** Ends one step and intends the next, until the store does not answer; what it confirmed. */
async function work(operationId: string, confirmed: StepRecord[][]): Promise<void> {
  for (let position = 0; ; position += 1) {
    const steps = position === 0 ? [] : [ended(step({ position: position - 1 }))];
    const next = [step({ position })];
    const change = { kind: 'steps-ended', steps, next } as const;
    const records = [audit({ result: 'intended' }), audit()];
    try {
      await store.operations.write({ operationId, change, audit: records }, ['running']);
      confirmed.push([...steps, ...next]);
    } catch (error) {
      expect(store.operations.isUnavailable(error)).toBe(true);
      return;
    }
  }
}

describe('operations through kill -9 of the store', () => {
  it(`keep every step that was confirmed, ${rounds} times`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { id } = await running(store);
      const confirmed: StepRecord[][] = [];
      const worked = work(id, confirmed);
      await waitUntil('some are confirmed', () => confirmed.length > round, { everyMs: 1 });
      await sleep(round);
      await killServer();
      await worked;
      await store.whenUp();
      const operation = await store.operations.find({ id });
      expect(operation).toMatchObject({ state: 'running', claimedBy: me });
      const found = operation?.steps ?? [];
      // At most the change that was on its way when it happened is there besides, as a whole.
      expect([confirmed.length, confirmed.length + 1]).toContain(found.length);
      expect(found).toEqual(
        found.map((_, position) =>
          position === found.length - 1 ? step({ position }) : ended(step({ position })),
        ),
      );
    }
    expect(await store.verifyAudit()).toMatchObject({ ok: true });
  }, 240_000);

  it('are not decided on while it is away: every change is rejected, and none has happened', async () => {
    const asked = request({ cluster: 'away' });
    await store.operations.create(asked, []);
    const { id } = await running(store);
    const before = await Promise.all([
      store.operations.find({ id }),
      store.operations.find({ id: asked.id }),
    ]);
    const [head] = await store.listAudit({ limit: 1 });
    await killServer();
    const { operations } = store;
    const write = (change: Parameters<typeof operations.write>[0]['change']): Promise<unknown> =>
      operations.write({ operationId: id, change, audit: [audit()] }, ['running']);
    const attempts = await Promise.allSettled([
      operations.create(request({ cluster: 'another' }), [audit()]),
      operations.approve(asked.id, approval('U2'), me, [audit()]),
      write({ kind: 'steps-intended', steps: [step()] }),
      write({ kind: 'ended', outcome: outcome() }),
      operations.audit([audit()]),
    ]);
    for (const attempt of attempts) {
      expect(attempt).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    }
    await store.whenUp();
    expect(await Promise.all([operations.find({ id }), operations.find({ id: asked.id })])).toEqual(
      before,
    );
    expect((await store.listAudit({ limit: 1 }))[0]).toEqual(head);
    expect(await operations.list({ cluster: 'another', limit: 1 })).toEqual([]);
  });
});
