import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationChange } from '../../../src/operations/record.js';
import { audit, entry, incident, message, of } from './support/changes.js';
import { approval, ended, me, outcome, request, step } from './support/operations.js';
import { openCountingProxy } from './support/counting-proxy.js';
import { externalPlace, externalServer, open } from './support/stores.js';

let external: Awaited<ReturnType<typeof externalServer>>;

beforeAll(async () => {
  external = await externalServer();
});

afterAll(async () => {
  await external.stop();
});

describe('the cost of a batch', () => {
  it.each([1, 10, 1_000])('is three round trips for %d changes of every kind', async (size) => {
    const proxy = await openCountingProxy(external.node.serverPort);
    const place = await externalPlace(external.node, proxy.port);
    // No heartbeat in between: it would be counted too.
    const store = await open(place.location, { heartbeatMs: 3_600_000 });
    const batch = Array.from({ length: size }, () => {
      const one = incident();
      return [
        of.incident(one),
        of.entry(entry({ incidentId: one.id })),
        of.message(message()),
        of.audit(audit()),
      ];
    }).flat();
    const before = proxy.roundTrips();
    await store.apply(batch);
    expect(proxy.roundTrips() - before).toBe(3);
    await store.close();
    await proxy.close();
  });
});

describe('the cost of a change of an operation', () => {
  it('is one round trip, whatever it is', async () => {
    const proxy = await openCountingProxy(external.node.serverPort);
    const place = await externalPlace(external.node, proxy.port);
    const store = await open(place.location, { heartbeatMs: 3_600_000 });
    const { operations } = store;
    const cost = async (change: () => Promise<unknown>): Promise<number> => {
      const before = proxy.roundTrips();
      expect(await change()).not.toBeNull();
      return proxy.roundTrips() - before;
    };
    const asked = request();
    const steps = Array.from({ length: 20 }, (_, position) => step({ position }));
    const write = (change: OperationChange): Promise<unknown> =>
      operations.write({ operationId: asked.id, change, audit: [audit(), audit()] }, ['running']);

    expect(await cost(() => operations.create(asked, [audit()]))).toBe(1);
    expect(await cost(() => operations.approve(asked.id, approval('U2'), me, [audit()]))).toBe(1);
    expect(await cost(() => write({ kind: 'steps-intended', steps }))).toBe(1);
    const next = [step({ position: 20 })];
    const over = { kind: 'steps-ended', steps: steps.map((one) => ended(one)), next } as const;
    expect(await cost(() => write(over))).toBe(1);
    expect(await cost(() => write({ kind: 'ended', outcome: outcome() }))).toBe(1);
    await store.close();
    await proxy.close();
  });
});
