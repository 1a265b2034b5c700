import { describe, expect, it } from 'vitest';
import { anIncident } from '../wording/testing/incidents.js';
import type { IncidentChange } from './change.js';
import type { Incident } from './model.js';
import type { Notice } from './notify.js';
import { pictureOfLag } from './picture.js';

const t0 = Date.UTC(2026, 2, 1, 3, 0, 0);
const end = t0 + 600_000;

function ended(changes: Partial<Incident> = {}): IncidentChange {
  const incident = anIncident({
    state: 'resolved',
    openedAt: t0,
    resolvedAt: end,
    keys: ['orders/replication-lag/s1'],
    ...changes,
  });
  return { before: null, incident, events: [] };
}

const told: Notice = {
  kind: 'thread',
  incidentId: 'i',
  reason: 'resolved',
  text: 'Resolved.',
  broadcast: false,
};

describe('pictureOfLag', () => {
  it('follows on the end of an incident of lag, over its span', () => {
    expect(pictureOfLag(ended(), [told], end)).toMatchObject({
      kind: 'thread',
      broadcast: false,
      text: 'How far its standbys were behind is shown by `/pgrepl lag orders 1h`.',
      picture: { from: t0 - 300_000, to: end },
    });
  });

  it('follows on nothing else, on nothing short, and on nothing that nobody is told of', () => {
    expect(pictureOfLag(ended({ keys: ['orders/commits-hang/'] }), [told], end)).toBeNull();
    expect(pictureOfLag(ended({ openedAt: end - 59_000 }), [told], end)).toBeNull();
    expect(pictureOfLag(ended(), [], end)).toBeNull();
    expect(pictureOfLag(ended({ state: 'open', resolvedAt: null }), [told], end)).toBeNull();
  });
});
