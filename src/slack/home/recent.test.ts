import { expect, it } from 'vitest';
import type { Incident } from '../../incidents/model.js';
import type { RecordedChange } from '../../incidents/role-changes.js';
import type { Operation } from '../../operations/model.js';
import { testNow } from '../../replication/testing/observations.js';
import { anIncident } from '../../wording/testing/incidents.js';
import { anOperation } from '../../wording/testing/operations.js';
import { RecentReader } from './recent.js';

const hourMs = 3_600_000;
const ended = (number: number, changes: Partial<Incident> = {}): Incident =>
  anIncident({ number, state: 'resolved', resolvedAt: testNow - hourMs, ...changes });

const noChanges = (): Promise<readonly RecordedChange[]> => Promise.resolve([]);

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
    roleChanges: noChanges,
  });
  const recent = await reader.read(testNow);
  expect(recent?.incidents.map(({ number }) => number)).toEqual([7]);
  expect(recent?.operations.map(({ number }) => number)).toEqual([2]);
  expect(asked).toEqual([{ cluster: null, since: null, endedSince: testNow - 24 * hourMs }]);
});

it('asks again only after ten seconds, and knows nothing while the store is away', async () => {
  let isAway = true;
  let asked = 0;
  const reader = new RecentReader({
    incidents: () => {
      asked += 1;
      return Promise.resolve(isAway ? null : []);
    },
    operations: () => Promise.resolve([]),
    roleChanges: noChanges,
  });
  expect(await reader.read(testNow)).toBeNull();
  isAway = false;
  expect(await reader.read(testNow + 9_999)).toBeNull();
  expect(asked).toBe(1);
  expect(await reader.read(testNow + 10_000)).toEqual({
    incidents: [],
    operations: [],
    changes: [],
  });
});

it('tells which roles changed, and of operations what it has read of them', async () => {
  const since: unknown[] = [];
  const changes = Array.from({ length: 7 }, (_, index) => ({
    cluster: 'orders',
    at: testNow - index * hourMs,
    text: `${index}.`,
  }));
  const of = (operations: readonly Operation[]): Promise<unknown> =>
    new RecentReader({
      incidents: () => Promise.resolve([]),
      operations: () => Promise.resolve(operations),
      roleChanges: (from) => {
        since.push(from);
        return Promise.resolve(changes);
      },
    })
      .read(testNow)
      .then((recent) => recent?.changes.map(({ texts, during }) => [...texts, during]));
  expect(await of([])).toEqual(['0.', '1.', '2.', '3.', '4.'].map((text) => [text, 'none']));
  expect(since).toEqual([testNow - 24 * hourMs]);
  const full = Array.from({ length: 20 }, () =>
    anOperation({ cluster: 'other', requestedAt: testNow - 1.5 * hourMs }),
  );
  expect(await of(full)).toMatchObject([
    ['0.', 'none'],
    ['1.', 'none'],
    ['2.', 'unknown'],
    ['3.', 'unknown'],
    ['4.', 'unknown'],
  ]);
});
