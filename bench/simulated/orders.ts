import type { Recording } from './fleet.js';

/** What the process of simulated nodes is told. */
export type ToSimulated =
  | {
      readonly kind: 'start';
      readonly recordings: readonly Recording[];
      readonly clusters: number;
      readonly statement: string;
      readonly column: string;
    }
  | { readonly kind: 'count' };

/** What it says: the nodes' ports, cluster by cluster in the recordings' order; or its counters. */
export type FromSimulated =
  | { readonly kind: 'started'; readonly ports: readonly (readonly number[])[] }
  | { readonly kind: 'count'; readonly answers: number; readonly connections: number };
