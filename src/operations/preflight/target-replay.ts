import { resumeFunction } from '../../replication/findings/look.js';
import { isHeldBySettings } from '../../replication/findings/settings-too-low.js';
import { lsnDiffBytes } from '../../replication/lsn.js';
import { safeName } from '../../wording/safe-text.js';
import { formatBytes, formatDuration } from '../../wording/units.js';
import type { CheckResult } from '../check.js';
import type { CheckContext } from './context.js';
import { block, blockUnlessForced, pass, warn } from './result.js';

const id = 'target-replay';

/**
 * Whether somebody holds the target's replay back. Up to 12 a promotion that meets a paused replay
 * waits, and takes place whenever somebody resumes it; from 13 on it ends the pause, unless the pause is
 * PostgreSQL's own for settings that are too low (14+): then the server stops.
 */
export function targetReplay(context: CheckContext): CheckResult {
  const { target } = context;
  const name = safeName(target.name);
  const { replay } = target;
  if (replay === null) {
    return warn(
      id,
      `Whether the replay of ${name} is paused or delayed is not known.`,
      `Look at \`pg_is_wal_replay_paused()\` on ${name} before you approve.`,
    );
  }
  const waits = unreplayedBytes(context);
  const amount = waits === null ? 'an unknown amount of WAL' : `${formatBytes(waits)} of WAL`;
  if (isHeldBySettings(context.input.topology, target)) {
    return block(
      id,
      `The replay of ${name} is paused with ${amount} to apply, because its settings are below its primary's: to resume it or to promote ${name} would stop ${name}.`,
      `Raise the settings of ${name} to its primary's and restart it: \`settings-too-low\` says which.`,
    );
  }
  if (replay.paused) {
    return blockUnlessForced(
      context,
      id,
      `The replay of ${name} is paused with ${amount} to apply. ${pausedMeans(target.major)}`,
      `\`SELECT ${resumeFunction(target)}()\` on ${name}, once whoever paused it agrees.`,
    );
  }
  if (replay.applyDelayMs !== null && replay.applyDelayMs > 0) {
    return warn(
      id,
      `${name} delays its replay by ${formatDuration(replay.applyDelayMs)} (\`recovery_min_apply_delay\`): its promotion applies at once what waits, ${amount}.`,
      'If the delay is there to undo mistakes with, keep another delayed standby: this one is none any more.',
    );
  }
  // Up to 11 the delay is no visible setting; where nothing waits, nothing is held back now.
  if (replay.applyDelayMs === null && waits !== 0) {
    return warn(
      id,
      `${name} has ${amount} to apply, and whether its replay is delayed on purpose is not visible.`,
      `Look for \`recovery_min_apply_delay\` in \`recovery.conf\` on ${name}.`,
    );
  }
  return pass(id, `The replay of ${name} is neither paused nor delayed.`);
}

function pausedMeans(major: number | null): string {
  if (major === null) return 'What a promotion does then depends on its version.';
  return major <= 12
    ? 'A promotion asked for now would wait, and take place by itself whenever the replay is resumed.'
    : 'A promotion ends the pause and applies all of it.';
}

function unreplayedBytes({ target }: CheckContext): number | null {
  const { receivedLsn, replayLsn } = target.wal;
  if (receivedLsn === null || replayLsn === null) return null;
  return Math.max(0, lsnDiffBytes(receivedLsn, replayLsn));
}
