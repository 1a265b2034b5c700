import { describe, expect, it } from 'vitest';
import { timelineEntry } from '../../incidents/entry.js';
import { anIncident } from '../testing/incidents.js';
import { aChart, anHour, chartFrom } from '../testing/charts.js';
import { chartReport } from './report.js';
import { unbroken } from './series.js';
import { toTerminal } from '../sections.js';

const minute = 60_000;

describe('a picture of lag', () => {
  it('says in one sentence what it shows', () => {
    expect(aChart().altText).toBe(
      'Lag of the standbys of orders from 2026-03-01 02:00 to 03:00 UTC: s1 was 20 s behind at worst, at 02:30 UTC.',
    );
    expect(aChart(anHour(), { measures: ['time', 'bytes'] }).altText).toContain(
      's1 was 20 s and 20 MB behind at worst, at 02:30 UTC.',
    );
    expect(aChart(anHour('s1', 0)).altText).toContain('no standby was ever behind in time');
    expect(aChart([]).altText).toContain('nothing is known of that time');
  });

  it('tells its times by the clock of a place, and says by which', () => {
    const { subtitle, altText } = aChart(anHour(), { timeZone: 'Asia/Kolkata' });
    expect(subtitle).toBe('2026-03-01 07:30 to 08:30 UTC+5:30');
    expect(altText).toMatch(/from 2026-03-01 07:30 to 08:30 UTC\+5:30: .* at 08:00 UTC\+5:30\.$/);
    expect(aChart(anHour(), { timeZone: 'America/New_York' }).subtitle).toBe(
      '2026-02-28 21:00 to 22:00 UTC-5',
    );
    // The clocks are put forward at 01:00 UTC.
    const from = Date.UTC(2026, 2, 29, 0, 30);
    const history = { from, to: from + 60 * minute, stepMs: minute, buckets: [], complete: true };
    expect(aChart([], { history, timeZone: 'Europe/Berlin' }).subtitle).toBe(
      '2026-03-29 01:30 UTC+1 to 03:30 UTC+2',
    );
  });

  it('leaves gaps where nothing was known, and says so', () => {
    const holed = anHour().filter((_, index) => index < 10 || index > 20);
    const chart = aChart(holed);
    const [series] = chart.panels[0]?.series ?? [];
    if (series === undefined) throw new Error('no line');
    expect(unbroken(series, chart.stepMs).map((piece) => piece.length)).toEqual([10, 39]);
    expect(chart.altText).toContain('part of the time nothing is known');
    expect(aChart().altText).not.toContain('nothing is known');
  });

  it('shows the worst standbys first, and counts the others', () => {
    const many = Array.from({ length: 8 }, (_, index) => anHour(`s${index}`, index)).flat();
    const [panel] = aChart(many).panels;
    expect(panel?.series.map(({ name }) => name)).toEqual(['s7', 's6', 's5', 's4', 's3', 's2']);
    expect(panel?.others).toBe(2);
  });

  it('has the bounds of the configuration, with names where they differ', () => {
    expect(aChart().panels[0]?.thresholds.map(({ words }) => words)).toEqual([
      'warning from 10 s',
      'critical from 1 min',
    ]);
  });

  it('marks what happened, as far as it lies in the span', () => {
    const incident = anIncident({
      number: 7,
      openedAt: chartFrom + 20 * minute,
      resolvedAt: chartFrom + 90 * minute,
      state: 'resolved',
    });
    const entries = [
      timelineEntry({
        id: '1',
        incidentId: incident.id,
        at: chartFrom + 25 * minute,
        kind: 'finding-added',
        text: 'Standby s2 is 80 MB behind pg1.',
        findingKey: 'orders/replication-lag/s2',
      }),
      timelineEntry({
        id: '2',
        incidentId: incident.id,
        at: chartFrom + 26 * minute,
        kind: 'role-changed',
        text: 's1 is primary now.',
      }),
    ];
    const events = { incidents: [incident], operations: [], entries };
    const chart = aChart(anHour(), { events });
    expect(chart.marks.map(({ words }) => words)).toEqual([
      'INC-7 opened',
      'replication lag s2',
      's1 is primary now',
    ]);
    expect(chart.spans).toEqual([
      { kind: 'incident', from: chartFrom + 20 * minute, to: chartFrom + 60 * minute },
    ]);
  });

  it('stands in words and figures, too', () => {
    const text = toTerminal(chartReport(aChart(anHour(), { measures: ['time', 'bytes'] })));
    expect(text).toContain('orders: lag of its standbys · 2026-03-01 02:00 to 03:00 UTC');
    expect(text).toMatch(/^s1 +20 s +02:30:00 UTC +20 MB +02:30:00 UTC$/m);
  });
});
