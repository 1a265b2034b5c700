import { expect, it } from 'vitest';
import { anIncident } from '../wording/testing/incidents.js';
import { endUnwatched } from './unwatched.js';

const now = Date.UTC(2026, 2, 2);
const root = { subjectId: 'b', channel: 'C0000001', ts: '1.1' };

function changesFor(...incidents: ReturnType<typeof anIncident>[]): readonly string[] {
  const changes = endUnwatched({
    incidents,
    roots: new Map([[root.subjectId, root]]),
    isWatched: (cluster) => cluster === 'orders',
    now,
    newId: () => 'new',
  });
  return changes.map((change) => {
    if (change.kind === 'incident') return `${change.incident.id} ${change.incident.state}`;
    return change.kind === 'outbox'
      ? `${change.item.payload.kind} in ${change.item.channel}`
      : change.kind;
  });
}

it('ends what is open in clusters that are gone, and nothing else', () => {
  expect(changesFor(anIncident({ id: 'a', cluster: 'orders' }))).toEqual([]);
  expect(changesFor(anIncident({ cluster: 'gone', state: 'resolved', resolvedAt: 1 }))).toEqual([]);
  expect(changesFor(anIncident({ id: 'b', cluster: 'gone' }))).toEqual([
    'b resolved',
    'timeline',
    'root in C0000001',
    'thread in C0000001',
  ]);
});

it('tells nobody of the end of what nobody was told of', () => {
  expect(changesFor(anIncident({ id: 'c', cluster: 'gone' }))).toEqual(['c resolved', 'timeline']);
});
