import { describe, expect, it } from 'vitest';
import { blockProblems } from '../../../lab/slack/server/block-kit/validate.js';
import { aChart, anHour } from '../../wording/testing/charts.js';
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
