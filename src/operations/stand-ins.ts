import type { CheckResult } from './check.js';
import type { RejoinVerdict } from './plan-model.js';

/** What stands here is replaced by the real thing as soon as that is there. */
export function standInChecks(): readonly CheckResult[] {
  return [];
}

export function standInRejoin(): RejoinVerdict {
  return { how: 'follow', forkLsn: null, evidence: [] };
}
