import { expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.js';
import { Journal } from '../../../src/monitor/journal/journal.js';
import { Outbox } from '../../../src/monitor/journal/outbox.js';
import { FakeStore } from '../../../src/monitor/testing/fake-store.js';
import { anItem, rootOf } from '../../../src/slack/testing/outbox.js';
import { anIncident } from '../../../src/wording/testing/incidents.js';
import { aDelivery, aSlack } from '../slack/support.js';

const say = (): void => undefined;

it('sends what a store that comes up late had waiting and in doubt, each once', async () => {
  const slack = await aSlack();
  const store = new FakeStore();
  const journal = new Journal({
    store,
    clock: systemClock,
    log: { debug: say, info: say, warn: say, error: say },
    holdMs: 1000,
    retryMs: 20,
  });
  store.isAway = true;
  await journal.load(0);
  const outbox = new Outbox(journal);
  await aDelivery(slack, outbox);
  const createdAt = systemClock.now();
  await journal.record([
    { kind: 'incident', incident: anIncident({ id: 'new', number: null }) },
    { kind: 'outbox', item: anItem('n', { payload: rootOf('new'), createdAt }) },
  ]);
  await expect.poll(() => slack.messages('#orders'), { timeout: 20_000 }).toHaveLength(1);
  store.stored = {
    incidents: [anIncident({ id: 'doubt', number: 1 }), anIncident({ id: 'old', number: 2 })],
    roots: [],
    outbox: [
      anItem('d', { payload: rootOf('doubt'), createdAt, state: 'sending', attempts: 1 }),
      anItem('o', { payload: rootOf('old'), createdAt }),
    ],
    clusters: [],
    watched: [],
    watchedSpans: [],
    silences: [],
  };
  store.isAway = false;
  await expect.poll(() => journal.working.roots.size, { timeout: 20_000 }).toBe(3);
  await expect.poll(() => journal.working.outbox.size, { timeout: 20_000 }).toBe(0);
  // The one that was sent before it had its number may be brought up to date; nothing is doubled.
  expect(slack.messages('#orders')).toHaveLength(3);
  expect(slack.calls('conversations.history')).toHaveLength(1);
  expect([...journal.working.roots.keys()].toSorted()).toEqual(['doubt', 'new', 'old']);
});
