import { z } from 'zod';
import { id } from './composition.js';

const label = z.string().min(1).max(20);

const series = z.strictObject({
  name: label,
  data: z
    .array(z.strictObject({ label, value: z.number() }))
    .min(1)
    .max(20),
});

const axes = z.strictObject({
  categories: z.array(label).min(1).max(20),
  x_label: z.string().max(50).optional(),
  y_label: z.string().max(50).optional(),
});

interface SeriesChart {
  readonly series: readonly {
    readonly name: string;
    readonly data: readonly { readonly label: string }[];
  }[];
  readonly axis_config: { readonly categories: readonly string[] };
}

function checkSeries(chart: SeriesChart, context: z.RefinementCtx): void {
  const names = chart.series.map(({ name }) => name);
  if (new Set(names).size < names.length)
    context.addIssue({ code: 'custom', message: 'series names must be unique', path: ['series'] });
  for (const [index, { data }] of chart.series.entries()) {
    const labels = data.map((point) => point.label);
    const { categories } = chart.axis_config;
    if (labels.length !== categories.length || categories.some((each) => !labels.includes(each)))
      context.addIssue({
        code: 'custom',
        message: 'data labels must match the categories',
        path: ['series', index, 'data'],
      });
  }
}

const seriesFields = { series: z.array(series).min(1).max(6), axis_config: axes };

/** A chart, with the limits of Slack's own page; its types do not know the block yet. */
export const chart = z.strictObject({
  type: z.literal('data_visualization'),
  block_id: id.optional(),
  title: z.string().min(1).max(50),
  chart: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('line'), ...seriesFields }).superRefine(checkSeries),
    z.strictObject({ type: z.literal('bar'), ...seriesFields }).superRefine(checkSeries),
    z.strictObject({ type: z.literal('area'), ...seriesFields }).superRefine(checkSeries),
    z.strictObject({
      type: z.literal('pie'),
      segments: z
        .array(z.strictObject({ label, value: z.number().positive() }))
        .min(1)
        .max(6),
    }),
  ]),
});
