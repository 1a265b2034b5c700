import { expect, it } from 'vitest';
import type { Incident } from '../../incidents/model.js';
import { testNow } from '../../replication/testing/observations.js';
import { anIncident } from '../../wording/testing/incidents.js';
import { anOperation } from '../../wording/testing/operations.js';
import { RecentReader } from './recent.js';

const hourMs = 3_600_000;
const ended = (number: number, changes: Partial<Incident> = {}): Incident =>
  anIncident({ number, state: 'resolved', resolvedAt: testNow - hourMs, ...changes });

it('lists what ended in the last day, whenever it began, and nothing that another took in', async () => {
  const asked: unknown[] = [];
  const reader = new RecentReader({
    incidents: (filter) => {
      asked.push(filter);
      return Promise.resolve([
        anIncident({ number: 9 }),
        ended(8, { mergedInto: '00000000-0000-4000-8000-000000000009' }),
        ended(7, { openedAt: testNow - 90 * hourMs }),
      ]);
    },
    operations: () =>
      Promise.resolve([
        anOperation({ number: 3 }),
        anOperation({ number: 2, state: 'ended', endedAt: testNow - hourMs }),
        anOperation({ number: 1, state: 'ended', endedAt: testNow - 25 * hourMs }),
      ]),
  });
  const recent = await reader.read(testNow);
  expect(recent?.incidents.map(({ number }) => number)).toEqual([7]);
  expect(recent?.operations.map(({ number }) => number)).toEqual([2]);
  expect(asked).toEqual([{ cluster: null, since: null, endedSince: testNow - 24 * hourMs }]);
});

it('asks again only after half a minute, and knows nothing while the store is away', async () => {
  let isAway = true;
  let asked = 0;
  const reader = new RecentReader({
    incidents: () => {
      asked += 1;
      return Promise.resolve(isAway ? null : []);
    },
    operations: () => Promise.resolve([]),
  });
  expect(await reader.read(testNow)).toBeNull();
  isAway = false;
  expect(await reader.read(testNow + 29_999)).toBeNull();
  expect(asked).toBe(1);
  expect(await reader.read(testNow + 30_000)).toEqual({ incidents: [], operations: [] });
});
