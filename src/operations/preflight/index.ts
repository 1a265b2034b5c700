import type { CheckId, CheckResult } from '../check.js';
import { checkIds } from '../check.js';
import { access } from './access.js';
import { archiveBacklog } from './archive-backlog.js';
import { baseBackups } from './base-backups.js';
import type { CheckContext } from './context.js';
import { driver } from './driver.js';
import { followers } from './followers.js';
import { longTransactions } from './long-transactions.js';
import { primaryState } from './primary-state.js';
import { rejoin } from './rejoin.js';
import { sameSystem } from './same-system.js';
import { sameTimeline } from './same-timeline.js';
import { settings } from './settings.js';
import { syncAfter } from './sync-after.js';
import { targetIsStandby } from './target-is-standby.js';
import { targetLag } from './target-lag.js';
import { targetReachable } from './target-reachable.js';
import { targetReplay } from './target-replay.js';
import { targetStreaming } from './target-streaming.js';
import { walsendersAndSlots } from './walsenders-and-slots.js';

type Check = (context: CheckContext) => CheckResult | readonly CheckResult[];

const checks: Readonly<Record<CheckId, Check>> = {
  'target-is-standby': targetIsStandby,
  'target-reachable': targetReachable,
  'target-streaming': targetStreaming,
  'target-lag': targetLag,
  'target-replay': targetReplay,
  'same-system': sameSystem,
  'same-timeline': sameTimeline,
  'primary-state': primaryState,
  'sync-after': syncAfter,
  settings,
  'walsenders-and-slots': walsendersAndSlots,
  followers,
  access,
  'base-backups': baseBackups,
  'archive-backlog': archiveBacklog,
  'long-transactions': longTransactions,
  rejoin,
  driver,
};

/** What every check says of this plan, in the order of `checkIds`; one may say several things. */
export function runChecks(context: CheckContext): readonly CheckResult[] {
  return checkIds.flatMap((id) => checks[id](context));
}
