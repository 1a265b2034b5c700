import type { ReactNode } from 'react';

/** Line drawings on a grid of 20. */
const PATHS = {
  lock: 'M6 9V6.5a4 4 0 0 1 8 0V9M5 9h10v7H5z',
  archive: 'M3 4h14v3H3zM4.5 7v9h11V7M8 10h4',
  shared: 'M7 13a3 3 0 1 1 0-6h3M13 7a3 3 0 1 1 0 6h-3M7 10h6',
  reply: 'M4 4h12v9H9l-4 3v-3H4z',
  more: 'M10 4.5v.01M10 10v.01M10 15.5v.01',
  close: 'M5 5l10 10M15 5L5 15',
  down: 'M6 8l4 4 4-4',
  right: 'M8 5l5 5-5 5',
  left: 'M12 5l-5 5 5 5',
  send: 'M3 4l14 6-14 6 2.5-6zM5.5 10H11',
  eye: 'M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  home: 'M3.5 9.5L10 4l6.5 5.5M5 8.5V16h10V8.5',
  slash: 'M12.5 4l-5 12',
  at: 'M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0zm0 0v1.2a2 2 0 0 0 4 0V10a7 7 0 1 0-3 5.7',
  bolt: 'M11 2.5L4.5 11.5H10L9 17.5l6.5-9H10z',
  warn: 'M10 3.5l7.5 13h-15zM10 8.5v4M10 14.5v.01',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
