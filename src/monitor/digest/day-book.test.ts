import { expect, it } from 'vitest';
import { timelineEntry } from '../../incidents/entry.js';
import type { WatchedSpan } from '../../incidents/record.js';
import { testNow } from '../../replication/testing/observations.js';
import { aFinding, anIncident, aSnapshot } from '../../wording/testing/incidents.js';
import { DayBook } from './day-book.js';

const hour = 3_600_000;
const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** An hour without synchronous commits, on a day of which this process has seen the end. */
function aBook(watched: readonly WatchedSpan[]): DayBook {
  const key = 'orders/silently-asynchronous/';
  const incident = anIncident({
    state: 'resolved',
    openedAt: testNow - 20 * hour,
    resolvedAt: testNow - 19 * hour,
    findings: [aFinding({ kind: 'silently-asynchronous', key })],
  });
  const entry = (kind: 'opened' | 'resolved', at: number) =>
    timelineEntry({ id: kind, incidentId: incident.id, at, kind, text: '', findingKey: key });
  return new DayBook({
    clusters: ['orders'],
    snapshot: () => aSnapshot(),
    isSynchronous: () => true,
    records: {
      incidents: () => Promise.resolve([incident]),
      timeline: () =>
        Promise.resolve([
          entry('opened', testNow - 20 * hour),
          entry('resolved', testNow - 19 * hour),
        ]),
      watched: () => watched,
      lag: () => Promise.resolve([]),
    },
    log: quiet,
  });
}

const told = async (watched: readonly WatchedSpan[]): Promise<string> => {
  const span = { from: testNow - 24 * hour, to: testNow };
  const { lines } = await aBook(watched).digest(['orders'], span, () => Promise.resolve(null));
  return lines.join('\n');
};

it('gives the share in sync of a day with a restart in it', async () => {
  const restart = testNow - 3 * hour;
  const watched = [
    { cluster: 'orders', from: testNow - 30 * hour, at: restart },
    { cluster: 'orders', from: restart + 20_000, at: testNow },
  ];
  expect(await told(watched)).toContain('orders: in sync for 23 h of 24 h (95.8 %), ');
  expect(await told(watched)).not.toContain('pgrepl watched it');
});

it('gives none of a day of which much was not watched', async () => {
  const watched = [{ cluster: 'orders', from: testNow - 12 * hour, at: testNow }];
  expect(await told(watched)).toContain('pgrepl watched it for 12 h of the 24 hours');
  expect(await told(watched)).not.toContain('in sync for');
});
