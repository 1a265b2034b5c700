import type { CheckResult } from '../../operations/check.js';
import type { Operation, StepRecord } from '../../operations/model.js';
import type { Plan, PlanNode, PlannedStep } from '../../operations/plan-model.js';
import { testNow } from '../../replication/testing/observations.js';

export function aCheck(changes: Partial<CheckResult> = {}): CheckResult {
  return {
    id: 'target-reachable',
    verdict: 'pass',
    evidence: 's1 answered 0.2 s ago.',
    remedy: null,
    forceable: false,
    ...changes,
  };
}

function aPlanNode(name: string, changes: Partial<PlanNode> = {}): PlanNode {
  return {
    name,
    part: 'follower',
    role: 'standby',
    timeline: 3,
    systemIdentifier: '7710220129169919370',
    upstream: 'pg1',
    reachable: true,
    upstreamAfter: 's1',
    ...changes,
  };
}

export function aStep(id: string, changes: Partial<PlannedStep> = {}): PlannedStep {
  return {
    id,
    action: { kind: 'checkpoint' },
    node: 'pg1',
    by: 'sql',
    phase: 'before',
    group: 0,
    words: 'checkpoint on pg1',
    exact: ['CHECKPOINT'],
    noReturn: false,
    ...changes,
  };
}

/** Switch orders over from pg1 to s1, with s2 to follow; nothing stands in the way. */
export function aPlan(changes: Partial<Plan> = {}): Plan {
  return {
    cluster: 'orders',
    kind: 'switchover',
    driver: 'command',
    madeAt: testNow,
    primary: 'pg1',
    target: 's1',
    why: 's1 was asked for.',
    timeline: 3,
    nodes: [
      aPlanNode('pg1', { part: 'old-primary', role: 'primary', upstream: null }),
      aPlanNode('s1', { part: 'target', upstreamAfter: null }),
      aPlanNode('s2'),
    ],
    checks: [aCheck()],
    price: {
      kind: 'none',
      bytes: 0,
      lastCommitAt: testNow - 400,
      primaryLastCommitAt: testNow - 400,
      words: 'Nothing that was acknowledged would be lost.',
    },
    rejoin: { how: 'follow', forkLsn: null, evidence: ['pg1 is stopped cleanly.'] },
    repair: null,
    sync: { before: '', onTarget: '', atPromotion: '', after: '' },
    steps: [
      aStep('checkpoint'),
      aStep('stop', {
        action: { kind: 'stop' },
        by: 'command',
        phase: 'down',
        group: 1,
        words: 'stop pg1 cleanly',
        exact: ['pg_ctl stop -m fast'],
      }),
      aStep('promote', {
        action: { kind: 'promote', how: 'pg_promote' },
        node: 's1',
        phase: 'down',
        group: 2,
        words: 'promote s1',
        exact: ['SELECT pg_promote(false)'],
        noReturn: true,
      }),
    ],
    leftToDo: [],
    needs: { approvals: 1, requesterMayApprove: false, typedName: false },
    ...changes,
  };
}

export function aStepRecord(changes: Partial<StepRecord> = {}): StepRecord {
  return {
    position: 0,
    step: 'checkpoint',
    node: 'pg1',
    words: 'checkpoint on pg1',
    exact: ['CHECKPOINT'],
    state: 'done',
    intendedAt: testNow,
    endedAt: testNow + 100,
    result: 'done',
    ...changes,
  };
}

/** OP-3: asked for 20 s ago by U0SRE in C0ORDERS, and waiting for one approval. */
export function anOperation(changes: Partial<Operation> = {}): Operation {
  const plan = changes.plan ?? aPlan();
  return {
    id: '00000000-0000-4000-8000-0000000000a3',
    number: 3,
    cluster: plan.cluster,
    kind: plan.kind,
    state: 'requested',
    target: plan.target,
    reason: 'kernel update on pg1',
    forced: false,
    requestedBy: 'slack:T0LABTEAM/U0SRE',
    requestedAt: testNow - 20_000,
    expiresAt: testNow + 580_000,
    channel: 'C0ORDERS',
    plan,
    planHash: 'a'.repeat(64),
    planVersion: 1,
    planChanges: [],
    approvals: [],
    steps: [],
    claimedBy: null,
    startedAt: null,
    endedAt: null,
    outcome: null,
    interruption: null,
    changedAt: testNow - 20_000,
    ...changes,
  };
}
