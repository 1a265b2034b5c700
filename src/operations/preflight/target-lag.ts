import { lsnDiffBytes } from '../../replication/lsn.js';
import { safeName } from '../../wording/safe-text.js';
import { formatBytes, formatDuration, formatUtcTime } from '../../wording/units.js';
import type { CheckResult } from '../check.js';
import type { CheckContext } from './context.js';
import { blockUnlessForced, pass, warn } from './result.js';

const id = 'target-lag';

/**
 * What the target has still to receive, and to replay before it accepts writes: a promotion waits for
 * the replay of all that was received.
 */
export function targetLag(context: CheckContext): CheckResult {
  const { target, input } = context;
  const { lag } = target;
  const { lagBytes, lagMs } = input.rules.bounds;
  const name = safeName(target.name);
  const lacks = lag?.receiveBytes ?? null;
  if (lag === null || lacks === null) {
    return warn(
      id,
      `How much WAL ${name} lacks is not known.`,
      'Check again; look at the lag of all standbys before you approve.',
    );
  }
  const atLeast = lag.isLowerBound ? 'at least ' : '';
  const toReplay = replayWords(context);
  if (lacks > lagBytes) {
    return blockUnlessForced(
      context,
      id,
      `${name} lacks ${atLeast}${formatBytes(lacks)} of WAL, above the bound of ${formatBytes(lagBytes)}.`,
      'Wait until it has caught up, or choose another standby.',
    );
  }
  if (lag.timeMs !== null && lag.timeMs > lagMs) {
    return blockUnlessForced(
      context,
      id,
      `${name} replays what the primary wrote ${formatDuration(lag.timeMs)} ago, above the bound of ${formatDuration(lagMs)}${toReplay}.`,
      'Wait until it has caught up: its promotion waits for the replay, and nobody can write meanwhile.',
    );
  }
  if (lag.isLowerBound) {
    const seen = context.primary?.stateAt ?? null;
    const when = seen === null ? '' : ` at ${formatUtcTime(seen, input.now)}`;
    return warn(
      id,
      `${name} lacks at least ${formatBytes(lacks)} of WAL; what the primary wrote after it was last seen${when} comes on top${toReplay}.`,
      'The price says what that means.',
    );
  }
  if (lag.timeMs === null) {
    return warn(
      id,
      `${name} lacks ${formatBytes(lacks)} of WAL; how long ago the primary wrote what it replays is not known${toReplay}.`,
      'Check again in a minute, once pgrepl has watched for long enough.',
    );
  }
  return pass(
    id,
    `${name} lacks ${formatBytes(lacks)} of WAL, and its replay is ${formatDuration(lag.timeMs)} behind${toReplay}.`,
  );
}

function replayWords({ target }: CheckContext): string {
  const { receivedLsn, replayLsn } = target.wal;
  if (receivedLsn === null || replayLsn === null) return '';
  const bytes = lsnDiffBytes(receivedLsn, replayLsn);
  return bytes > 0 ? `; it has ${formatBytes(bytes)} to replay first` : '';
}
