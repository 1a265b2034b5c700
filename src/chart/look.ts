/** Everything about a picture that is a matter of taste. It has a ground of its own: Slack is light or dark. */
export const look = {
  width: 640,
  /** Pixels a unit: pictures are looked at on screens with small pixels. */
  scale: 2,
  font: 'DejaVu Sans',
  ground: '#ffffff',
  frame: '#c9ced6',
  text: '#1d2733',
  faint: '#5b6673',
  grid: '#e4e8ee',
  size: { title: 17, text: 14, small: 13 },
  margin: { left: 66, right: 18 },
  titleHeight: 52,
  legendRow: 21,
  markRow: 17,
  panelHeight: { single: 250, double: 190 },
  axisHeight: 24,
  panelGap: 14,
} as const;

/**
 * Lines that people with any kind of colour vision can tell (the palette of Okabe and Ito, without
 * what is too light for a white ground), each with a dash of its own besides.
 */
export const strokes = [
  { colour: '#0072b2', dash: '' },
  { colour: '#d55e00', dash: '7 3' },
  { colour: '#00795a', dash: '2 3' },
  { colour: '#a8548a', dash: '10 3 2 3' },
  { colour: '#3d3d3d', dash: '5 5' },
  { colour: '#2a8fc7', dash: '1 4' },
] as const;

export const markColours = {
  incident: '#b3261e',
  resolved: '#00795a',
  finding: '#b3261e',
  operation: '#4a3aa7',
  'no-return': '#4a3aa7',
} as const;

export const spanColours = { incident: '#fbe3e0', operation: '#e6e2fa' } as const;

export const thresholdColours = { warning: '#b26a00', critical: '#b3261e' } as const;
