import { describe, expect, it } from 'vitest';
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
    const chart = aChart(anHour(), { events: { incidents: [incident], operations: [] } });
    expect(chart.marks.map(({ words }) => words)).toEqual(['INC-7 opened']);
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
