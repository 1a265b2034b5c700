import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit, entry, incident, message, of } from './support/changes.js';
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
