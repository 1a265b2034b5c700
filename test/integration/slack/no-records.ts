import type { DeskReply, IncidentDesk } from '../../../src/incidents/desk.js';
import { aChart } from '../../../src/wording/testing/charts.js';
import type { Records } from '../../../src/slack/ports.js';

const refused: DeskReply = { kind: 'refused', words: 'There is no such incident.' };

/** Stands where nobody can do anything to an incident. */
export const noDesk: IncidentDesk = {
  acknowledge: () => Promise.resolve(refused),
  note: () => Promise.resolve(refused),
  present: () => Promise.resolve('There is none.'),
  choices: () => [],
  incidentAt: () => Promise.resolve(null),
  noted: () => Promise.resolve([]),
  messageChanged: () => Promise.resolve(),
};

/** A store that has kept nothing. */
export const noRecords: Records = {
  operations: () => Promise.resolve([]),
  audit: () => Promise.resolve([]),
  incidents: () => Promise.resolve([]),
  roleChanges: () => Promise.resolve([]),
  timeline: () => Promise.resolve('none'),
  root: () => Promise.resolve(null),
  doctor: { examine: () => Promise.resolve(null), last: () => null },
  lagChart: () => Promise.resolve(aChart([])),
  lastDay: () => Promise.reject(new Error('nobody asks how the day was')),
};
