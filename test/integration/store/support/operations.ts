import { randomUUID } from 'node:crypto';
import type { Operation, Outcome, StepRecord } from '../../../../src/operations/model.js';
import type { Plan } from '../../../../src/operations/plan-model.js';
import type { NewOperation } from '../../../../src/operations/record.js';
import type { Store } from '../../../../src/store/index.js';
import { audit, t0 } from './changes.js';

export function plan(overrides: Partial<Plan> = {}): Plan {
  return {
    cluster: 'orders',
    kind: 'switchover',
    driver: 'sql',
    madeAt: t0,
    primary: 'pg1',
    target: 's1',
    why: 's1 was asked for.',
    timeline: 3,
    nodes: [
      {
        name: 'pg1',
        part: 'old-primary',
        role: 'primary',
        timeline: 3,
        systemIdentifier: '7710220129169919370',
        upstream: null,
        reachable: true,
        upstreamAfter: 's1',
      },
    ],
    checks: [
      {
        id: 'target-is-standby',
        verdict: 'pass',
        evidence: 's1 is a standby.',
        remedy: null,
        forceable: false,
      },
    ],
    price: {
      kind: 'none',
      bytes: 0,
      lastCommitAt: t0 - 0.5,
      primaryLastCommitAt: null,
      words: 'Nothing is lost.',
    },
    rejoin: { how: 'follow', forkLsn: null, evidence: ['pg1 ends cleanly.'] },
    repair: null,
    sync: { before: 's1', onTarget: '', atPromotion: '', after: 'pg1' },
    steps: [
      {
        id: 'stop',
        action: { kind: 'stop' },
        node: 'pg1',
        by: 'command',
        phase: 'down',
        group: 1,
        words: 'stop pg1 cleanly',
        exact: ['pg_ctl', 'stop', '-m', 'fast'],
        noReturn: false,
      },
    ],
    leftToDo: [],
    needs: { approvals: 1, requesterMayApprove: false, typedName: false },
    ...overrides,
  };
}

/** A plan that so many people have to approve. */
export function planFor(approvals: number): Plan {
  return plan({ needs: { approvals, requesterMayApprove: false, typedName: false } });
}

export function request(overrides: Partial<NewOperation> = {}): NewOperation {
  return {
    id: randomUUID(),
    cluster: 'orders',
    kind: 'switchover',
    target: 's1',
    reason: 'kernel update on pg1 <!channel> *now* 😀',
    forced: false,
    requestedBy: 'slack:T1/U1',
    channel: 'C0ORDERS',
    plan: plan(),
    planHash: 'a'.repeat(64),
    planVersion: 1,
    planChanges: [],
    expiresAfterMs: 600_000,
    ...overrides,
  };
}

export function step(overrides: Partial<StepRecord> = {}): StepRecord {
  return {
    position: 0,
    step: 'stop',
    node: 'pg1',
    words: 'stop pg1 cleanly',
    exact: ['pg_ctl', 'stop', '-m', 'fast'],
    state: 'intended',
    intendedAt: t0,
    endedAt: null,
    result: null,
    ...overrides,
  };
}

/** The same step, ended. */
export function ended(one: StepRecord, overrides: Partial<StepRecord> = {}): StepRecord {
  return {
    ...one,
    state: 'done',
    endedAt: one.intendedAt + 7,
    result: 'It is down.',
    ...overrides,
  };
}

export function outcome(overrides: Partial<Outcome> = {}): Outcome {
  return {
    kind: 'completed',
    words: 's1 is the primary of orders.',
    warnings: ['s2 is not back yet.'],
    downtimeMs: 84,
    totalMs: 412,
    rejoin: { how: 'follow', forkLsn: '0/3000090', evidence: ['pg1 ended cleanly.'] },
    leftToDo: [{ node: 's2', words: 'Start it.', commands: ['systemctl start postgresql'] }],
    ...overrides,
  };
}

export function approval(
  user: string,
  planHash = 'a'.repeat(64),
): { readonly actor: string; readonly planHash: string } {
  return { actor: `slack:T1/${user}`, planHash };
}

export const me = 'db9.example pid 4711';

/** An operation that is carried out, from a request of its own cluster. */
export async function running(
  { operations }: Store,
  overrides: Partial<NewOperation> = {},
): Promise<Operation> {
  const asked = request({ cluster: `cluster-${randomUUID()}`, ...overrides });
  await operations.create(asked, [audit()]);
  const result = await operations.approve(asked.id, approval('U2'), me, [audit()]);
  if (result.kind !== 'claimed') throw new Error(`not claimed but ${result.kind}`);
  return result.operation;
}
