/** Small blocks to hold the checks against. */
export const plain = (text: string): unknown => ({ type: 'plain_text', text });
export const mrkdwn = (text: string): unknown => ({ type: 'mrkdwn', text });
export const section = (text: string): unknown => ({ type: 'section', text: mrkdwn(text) });
export const button = (more: object = {}): unknown => ({
  type: 'button',
  text: plain('Go'),
  ...more,
});
export const actions = (...elements: unknown[]): unknown => ({ type: 'actions', elements });
export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
export const option = (index: number): unknown => ({
  text: plain(`o${index}`),
  value: `v${index}`,
});
export const raw = (text: string): unknown => ({ type: 'raw_text', text });
export const table = (rows: number, columns: number): unknown => ({
  type: 'table',
  rows: many(rows, () => many(columns, () => raw('x'))),
});
export const line = (series: number, points: number): unknown => ({
  type: 'data_visualization',
  title: 'Lag',
  chart: {
    type: 'line',
    series: many(series, (index) => ({
      name: `s${index}`,
      data: many(points, (point) => ({ label: `p${point}`, value: point })),
    })),
    axis_config: { categories: many(points, (point) => `p${point}`) },
  },
});
