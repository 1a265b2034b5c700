import { expect, it } from 'vitest';
import { NativeCharts } from './native-charts.js';

it('believes for some hours that a workspace takes no charts of Slack’s own, and then tries again', () => {
  let now = 0;
  const charts = new NativeCharts({ now: () => now });
  expect(charts.mayBeTaken).toBe(true);
  charts.refused();
  expect(charts.mayBeTaken).toBe(false);
  now = 6 * 3_600_000 - 1;
  expect(charts.mayBeTaken).toBe(false);
  now += 1;
  expect(charts.mayBeTaken).toBe(true);
});
