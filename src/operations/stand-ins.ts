import type { CheckResult } from './check.js';
import type { PlanInput } from './facts.js';
import type { Price, RejoinVerdict, SyncPlan } from './plan-model.js';

/** What stands here is replaced by the real thing as soon as that is there. */
export function standInChecks(): readonly CheckResult[] {
  return [];
}

export function standInPrice(): Price {
  return {
    kind: 'unknown',
    bytes: null,
    lastCommitAt: null,
    primaryLastCommitAt: null,
    words: 'What would be lost is not known.',
  };
}

export function standInRejoin(): RejoinVerdict {
  return { how: 'follow', forkLsn: null, evidence: [] };
}

export function standInSync(input: PlanInput, target: string): SyncPlan {
  const before = input.topology.sync.namesSetting ?? input.contract?.names ?? '';
  const onTarget = input.states.get(target)?.state.settings.synchronousStandbyNames ?? '';
  return { before, onTarget, atPromotion: '', after: before };
}
