import { formatVersion } from '../../wording/postgres-version.js';
import { safeName } from '../../wording/safe-text.js';
import { promotionLimit } from '../../replication/topology/promotability.js';
import { whyNotPromotable } from '../candidate.js';
import type { CheckResult } from '../check.js';
import type { CheckContext } from './context.js';
import { block, pass } from './result.js';

const id = 'target-is-standby';

/** Whether the target is a standby that can take over at all; whether it answers is another check's. */
export function targetIsStandby({ input, target }: CheckContext): CheckResult {
  const name = safeName(target.name);
  const limit = promotionLimit(input.topology, target);
  const why = whyNotPromotable(input.topology, target.name);
  if (why !== null && limit !== null && limit.kind !== 'silent' && limit.kind !== 'not-polled') {
    return block(id, why, 'Choose a standby that receives from the primary itself.');
  }
  if (target.role === null) {
    return block(
      id,
      `Whether ${name} is a standby was never seen.`,
      'Choose a standby that answers.',
    );
  }
  if (target.role === 'primary') {
    return block(id, `${name} was a primary when it last answered.`, 'Choose a standby.');
  }
  const version =
    target.versionNum === null ? '' : `, PostgreSQL ${formatVersion(target.versionNum)}`;
  return pass(id, `${name} is a standby${version}.`);
}
