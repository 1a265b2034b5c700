import type { EpochMs } from '../../replication/observation.js';

/** How the way to Slack is. */
export interface DeliveryStatus {
  readonly lastSuccessAt: EpochMs | null;
  /** Since when nothing gets through to Slack; null while it does, or nothing was tried. */
  readonly failingSince: EpochMs | null;
  readonly lastError: string | null;
  /** Channels that take no messages; theirs stand in the fallback channel, or wait. */
  readonly refusedBy: readonly ChannelRefusal[];
}

export interface ChannelRefusal {
  readonly channel: string;
  readonly since: EpochMs;
  /** Slack's own word, for example `not_in_channel`. */
  readonly error: string;
  /** True if its messages wait, false if they stand in the fallback channel. */
  readonly waits: boolean;
}
