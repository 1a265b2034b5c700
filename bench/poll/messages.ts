import type { BenchCluster } from '../support/pgrepl.js';

export type ToPoller =
  /** Connects to these nodes and polls them until everything is warm. */
  | {
      readonly kind: 'prepare';
      readonly clusters: readonly BenchCluster[];
      readonly rounds: number;
    }
  | { readonly kind: 'measure'; readonly rounds: number }
  | { readonly kind: 'close' };

/** What the rounds since the question came to. */
export interface Rounds {
  /** From the question to the answer, for each poll of each node, ms. */
  readonly pollMs: readonly number[];
  /** From the first question to the last answer, for each round, ms. */
  readonly roundMs: readonly number[];
  /** Processor time of this process for each round, with all that is made of the answers, ms. */
  readonly cpuMs: readonly number[];
}
