import type { StageShare } from '../replication/findings/lag-stage.js';
import type { HopLag, NodeView } from '../replication/topology/model.js';
import { formatBytes, formatDuration } from './units.js';

/** Bytes, or `?` where they are not known. */
export function bytesOrUnknown(bytes: number | null): string {
  return bytes === null ? '?' : formatBytes(bytes);
}

/** A time lag: below a second in milliseconds, because that is where healthy ones differ. */
export function shortTime(ms: number): string {
  return ms > 0 && ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : formatDuration(ms);
}

/**
 * How far a standby is behind as far as that is known now; null of a node that nobody can speak for:
 * what was true of it when it was last seen is no answer.
 */
export function currentLag(node: NodeView): HopLag | null {
  const isSpokenFor = node.reach.kind === 'answers' || node.senderRow !== null;
  return isSpokenFor ? node.lag : null;
}

/**
 * How far behind in bytes; `≥` if the primary may have gone on since it was last seen, and then `?`
 * in the place of nothing.
 */
export function lagBytes(lag: HopLag | null): string {
  const bytes = lag?.replayBytes ?? null;
  if (lag?.isLowerBound !== true || bytes === null) return bytesOrUnknown(bytes);
  return bytes === 0 ? '?' : `≥ ${formatBytes(bytes)}`;
}

/** How far behind in time; `≥` also if the history does not reach back to the truth. */
export function lagTime(lag: HopLag | null): string {
  if (lag === null || lag.timeMs === null) return '?';
  if (lag.isLowerBound && lag.timeMs === 0) return '?';
  return `${lag.isLowerBound || lag.timeIsLowerBound ? '≥ ' : ''}${shortTime(lag.timeMs)}`;
}

/** Where most of a lag is, in a word or two: `sending`, `replaying (query)`. */
export function stageWords({ stage, hold }: StageShare): string {
  switch (hold) {
    case 'paused':
      return `${stage} (paused)`;
    case 'settings':
      return `${stage} (held by settings)`;
    case 'delay':
      return `${stage} (delay)`;
    case 'conflict':
      return `${stage} (waits for a query)`;
    case null:
      return stage;
  }
}
