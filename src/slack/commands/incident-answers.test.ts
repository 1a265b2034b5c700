import { expect, it } from 'vitest';
import { timelineEntry } from '../../incidents/entry.js';
import type { TimelineEntry } from '../../incidents/model.js';
import { testNow } from '../../replication/testing/observations.js';
import { aChart } from '../../wording/testing/charts.js';
import { anIncident } from '../../wording/testing/incidents.js';
import type { Records } from '../ports.js';
import { ask } from './ask.js';

const incident = anIncident({ acknowledgedBy: 'slack:T1/U1' });

function anEntry(kind: TimelineEntry['kind'], text: string, source: string): TimelineEntry {
  return {
    ...timelineEntry({ id: kind, incidentId: incident.id, at: testNow, kind, text }),
    source,
  };
}

it('mentions on a timeline whom pgrepl names there, and nobody whom other words name', async () => {
  const entries = [
    anEntry('escalated', 'Nobody has acknowledged it: slack:S1 was called, 1 of 3.', 'pgrepl'),
    anEntry('taken-over', 'Taken over from slack:T1/U2.', 'slack:T1/U3'),
    anEntry('note', 'slack:T1/U9 and slack:S9 know more.', 'slack:T1/U4'),
  ];
  const nothing = (): Promise<never> => Promise.reject(new Error('is not asked for here'));
  const records: Records = {
    operations: nothing,
    audit: nothing,
    incidents: nothing,
    roleChanges: nothing,
    timeline: () => Promise.resolve({ incident, entries, operations: [] }),
    root: nothing,
    lagChart: () => Promise.resolve(aChart([])),
    doctor: { examine: nothing, last: () => null },
    lastDay: nothing,
  };
  const asked = ask('timeline INC-7', {
    fleet: { clusters: [], self: [] },
    silences: [],
    pages: new Map(),
    now: testNow,
    command: '/pgrepl',
  });
  if (asked.kind !== 'read') throw new Error(asked.kind);
  const { people } = await asked.read(records);
  expect([...(people ?? [])].toSorted()).toEqual(['S1', 'U1', 'U2', 'U3', 'U4']);
});
