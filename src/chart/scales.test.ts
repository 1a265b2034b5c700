import { expect, it } from 'vitest';
import { aChart, chartFrom } from '../wording/testing/charts.js';
import { drawLagChart } from './draw.js';
import { timeScale } from './scales.js';

const hour = 3_600_000;

const wordsOver = (spanMs: number, timeZone: string, from = chartFrom): readonly string[] => {
  const history = { from, to: from + spanMs, stepMs: spanMs / 60, buckets: [], complete: true };
  return timeScale(aChart([], { history, timeZone }), 0, 600).ticks.map(({ words }) => words);
};

it('has its marks at round times of the clocks that a picture goes by', () => {
  expect(wordsOver(6 * hour, 'UTC')).toEqual([
    '02:00',
    '03:00',
    '04:00',
    '05:00',
    '06:00',
    '07:00',
    '08:00',
  ]);
  expect(wordsOver(6 * hour, 'Asia/Kolkata').slice(0, 2)).toEqual(['08:00', '09:00']);
  expect(wordsOver(48 * hour, 'America/New_York')).toContain('03-01');
});

it('has them at the days of a place also where the clocks were put on in between', () => {
  const march = Date.UTC(2026, 2, 20);
  expect(wordsOver(20 * 24 * hour, 'Europe/Berlin', march)).toEqual(['03-22', '03-29', '04-05']);
});

it('says which clocks they are', () => {
  expect(drawLagChart(aChart())).toMatch(/>UTC<\/text>/);
  expect(drawLagChart(aChart(undefined, { timeZone: 'Asia/Kolkata' }))).toContain(
    '>UTC+5:30</text>',
  );
});
