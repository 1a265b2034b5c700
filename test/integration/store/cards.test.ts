import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { message, of, t0 } from './support/changes.js';
import { own } from './support/operations-at.js';
import { request } from './support/operations.js';
import { embeddedPlace, open } from './support/stores.js';

describe('the cards of operations', () => {
  it('are loaded with where they stand, while they are under way or still spoken of', async () => {
    const place = await embeddedPlace();
    const store = await open(place.location);
    const asked = request({ cluster: own() });
    await store.operations.create(asked, []);
    const card = { subjectId: asked.id, channel: 'C', ts: '1.1' };
    const line = message({
      payload: { kind: 'operation-thread', operationId: asked.id, text: 'x', broadcast: false },
    });
    await store.apply([
      { kind: 'root', root: card },
      of.message(message({ payload: { kind: 'operation', operationId: asked.id } })),
      of.message(line),
      { kind: 'root', root: { ...card, subjectId: randomUUID() } },
    ]);
    const { roots, outbox } = await store.load(t0);
    expect(roots).toEqual([card]);
    expect(outbox.at(-1)).toEqual(line);
    await store.close();
    await place.remove();
  });
});
