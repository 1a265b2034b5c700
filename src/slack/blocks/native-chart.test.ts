import { describe, expect, it } from 'vitest';
import { blockProblems } from '../../../lab/slack/server/block-kit/validate.js';
import type { LagBucket } from '../../replication/lag-history/model.js';
import { aChart, anHour, chartFrom } from '../../wording/testing/charts.js';
import { nativeCharts } from './native-chart.js';

describe('nativeCharts', () => {
  it('are what Slack takes, a panel each, with the bound that is near', () => {
    const charts = nativeCharts(aChart(anHour(), { measures: ['time', 'bytes'] }));
    expect(blockProblems(charts)).toEqual([]);
    expect(charts).toHaveLength(2);
    const words = JSON.stringify(charts?.[0]);
    for (const each of ['"s1"', '"warning"', 'behind, seconds', '02:55']) {
      expect(words).toContain(each);
    }
  });

  it('keep the worst of each span', () => {
    const [chart] = nativeCharts(aChart()) ?? [];
    expect(JSON.stringify(chart)).toContain('"value":20');
  });

  it('show the newest, however the time divides, but for a span that has only just begun', () => {
    const stepMs = 60_000;
    const newest = (index: number): LagBucket[] =>
      anHour()
        .slice(0, 1)
        .map((each) => ({
          ...each,
          at: chartFrom + index * stepMs,
          timeMs: { worst: 50_000 + index, last: 0 },
        }));
    const values = (minutes: number, buckets: readonly LagBucket[]): number[] => {
      const history = { from: chartFrom, to: chartFrom + minutes * stepMs, stepMs };
      const chart = aChart([], { history: { ...history, buckets, complete: true } });
      return [...JSON.stringify(nativeCharts(chart)).matchAll(/"value":([\d.]+)/g)].map(
        ([, each]) => Number(each),
      );
    };
    const longer = [...anHour(), ...newest(60), ...newest(61)];
    expect(values(62, longer)).toContain(50.06);
    // The last minute began ten seconds ago, and nobody has looked since.
    expect(values(60.2, anHour())).toHaveLength(10);
    expect(values(60.2, [...anHour(), ...newest(60)])).toContain(50.06);
  });

  it('tell their times by the clock of a place, and are none where an hour comes twice', () => {
    const words = JSON.stringify(nativeCharts(aChart(anHour(), { timeZone: 'Asia/Kolkata' })));
    expect(words).toContain('"08:25"');
    expect(words).toContain('UTC+5:30, the worst of each span');
    const stepMs = 60_000;
    const from = Date.UTC(2026, 9, 25, 0);
    const buckets = Array.from({ length: 120 }, (_, index) =>
      anHour()
        .slice(0, 1)
        .map((each) => ({ ...each, at: from + index * stepMs })),
    ).flat();
    const history = { from, to: from + 120 * stepMs, stepMs, buckets, complete: true };
    expect(nativeCharts(aChart([], { history }))).not.toBeNull();
    expect(nativeCharts(aChart([], { history, timeZone: 'Europe/Berlin' }))).toBeNull();
  });

  it('are none where something is not known: Slack would draw a line through it', () => {
    expect(nativeCharts(aChart(anHour().slice(10)))).toBeNull();
    expect(nativeCharts(aChart([]))).toBeNull();
  });

  it('stay within Slack’s limits, however many standbys and however long their names', () => {
    const many = Array.from({ length: 9 }, (_, index) =>
      anHour(`${index}-${'a-very-long-name'.repeat(3)}`, index),
    ).flat();
    expect(blockProblems(nativeCharts(aChart(many)))).toEqual([]);
  });
});
