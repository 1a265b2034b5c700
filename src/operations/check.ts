/**
 * Every preflight check by name: a file each in `preflight/`.
 */
export const checkIds = [
  'target-is-standby',
  'target-reachable',
  'target-streaming',
  'target-lag',
  'target-replay',
  'same-system',
  'same-timeline',
  'primary-state',
  'sync-after',
  'settings',
  'walsenders-and-slots',
  'followers',
  'access',
  'base-backups',
  'archive-backlog',
  'long-transactions',
  'rejoin',
  'driver',
] as const;

export type CheckId = (typeof checkIds)[number];

/**
 * - `pass`: nothing stands in the way;
 * - `warn`: it can go ahead, and this is what to know before;
 * - `block`: it must not. Where `forceable`, a promotion may go ahead all the same if it is forced.
 */
export type CheckVerdict = 'pass' | 'warn' | 'block';

export interface CheckResult {
  readonly id: CheckId;
  readonly verdict: CheckVerdict;
  /** What was seen, one whole sentence of plain text with figures and units. */
  readonly evidence: string;
  /** What to do about it, one whole sentence; null for a pass. Commands between backticks. */
  readonly remedy: string | null;
  /** Only of a `block`: whether a forced promotion may go ahead over it. */
  readonly forceable: boolean;
}
