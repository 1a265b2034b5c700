import type { EpochMs } from '../../replication/observation.js';
import type { Silence, SilenceScope } from './model.js';

export interface SilenceRequest {
  readonly cluster: string;
  readonly scope: SilenceScope;
  /** Null for at once. */
  readonly startsAt: EpochMs | null;
  readonly durationMs: number;
  /** The clocks by which its start was named, an IANA name: the answer goes by them. */
  readonly timeZone?: string | undefined;
  readonly reason: string | null;
  /** `slack:T…/U…`, once they were authorised. */
  readonly actor: string;
}

export type SilenceReply =
  | { readonly kind: 'done'; readonly silence: Silence; readonly words: string }
  /** Nothing was done; `words` says why. */
  | { readonly kind: 'refused'; readonly words: string };

/** What people do with silences. None of it rejects, or waits for a store that is away. */
export interface SilenceService {
  readonly silence: (request: SilenceRequest) => Promise<SilenceReply>;
  readonly end: (
    silence: { readonly id: string } | { readonly number: number },
    actor: string,
  ) => Promise<SilenceReply>;
  /** All that have not ended, in the order in which they begin. */
  readonly standing: () => readonly Silence[];
}

/** The shortest and the longest silence, ms. */
export const shortestSilenceMs = 60_000;
export const longestSilenceMs = 30 * 86_400_000;
/** How far ahead maintenance can be planned, ms. */
export const furthestAheadMs = 90 * 86_400_000;
