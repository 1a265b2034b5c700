import { expect, it } from 'vitest';
import type { Incident } from '../../incidents/model.js';
import { testNow } from '../../replication/testing/observations.js';
import { anIncident } from '../../wording/testing/incidents.js';
import { ofTheDay } from './of-the-day.js';

const day = 86_400_000;
const from = testNow - day;

it('takes in what is open for weeks, what is not on record yet, and nothing twice', () => {
  const weeks = anIncident({ id: 'weeks', openedAt: testNow - 20 * day });
  const fresh = anIncident({ id: 'fresh', number: null, openedAt: testNow - 1 });
  const over = (id: string, resolvedAt: number): Incident =>
    anIncident({ id, state: 'resolved', openedAt: testNow - 10 * day, resolvedAt });
  const recorded = [over('within', from), over('before', from - 1), weeks];
  const later = anIncident({ id: 'later', openedAt: testNow });
  const days = ofTheDay(recorded, [weeks, fresh, later], from, testNow);
  expect(days.map(({ id }) => id)).toEqual(['weeks', 'within', 'fresh']);
});
