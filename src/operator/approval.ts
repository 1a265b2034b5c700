import { planChanges } from '../operations/changes.js';
import type { Operation } from '../operations/model.js';
import { rejected } from '../operations/outcome.js';
import type { Plan } from '../operations/plan-model.js';
import type { OperationClick } from '../operations/service.js';
import { safeName } from '../wording/safe-text.js';
import { operationAudit } from './audit.js';
import type { ClusterParts } from './cluster-parts.js';
import type { OperatorParts } from './parts.js';
import { planNow } from './planning.js';
import { audited, done, notOpen, nowOf, refused, reply, type Started } from './replies.js';

/** An approval counts for the plan that its message showed, and only while that is still true. */
export async function approve(
  click: OperationClick,
  operation: Operation,
  cluster: ClusterParts,
  parts: OperatorParts,
): Promise<Started> {
  if (operation.state !== 'requested') return refused(notOpen(operation));
  if (click.planVersion !== operation.planVersion) {
    return refused(
      `The plan of OP-${operation.number} has changed since the message that you clicked on: please read it again.`,
    );
  }
  if (operation.plan.needs.typedName && click.typedName !== operation.cluster) {
    return reply({
      kind: 'type-name',
      words: `Type the cluster's name, ${safeName(operation.cluster)}, to approve this.`,
      operation,
    });
  }
  const fresh = await refreshed(operation, cluster, parts);
  if (fresh.kind !== 'same') return fresh.started;
  const result = await parts.store.approve(
    operation.id,
    { actor: click.actor.id, planHash: operation.planHash },
    parts.owner,
    [audited('approve', click, operation, parts, { planHash: operation.planHash })],
  );
  parts.memory.put(result.operation);
  const named = `OP-${operation.number}`;
  switch (result.kind) {
    case 'claimed':
      return {
        kind: 'start',
        mode: 'from-start',
        operation: result.operation,
        reply: {
          kind: 'done',
          words: `${named} is approved and begins.`,
          operation: result.operation,
        },
      };
    case 'counted': {
      const left = result.operation.plan.needs.approvals - result.operation.approvals.length;
      return done(
        `Your approval of ${named} counts; ${left} more ${left === 1 ? 'is' : 'are'} needed.`,
        result.operation,
      );
    }
    case 'already':
      return refused(`You have approved ${named} already; it needs somebody else, too.`);
    case 'plan-changed':
      return refused(`The plan of ${named} has just changed: please read it again.`);
    case 'expired':
      return refused(
        `${named} had expired before you clicked; nothing was done. Ask for it again.`,
      );
    case 'not-open':
      return refused(notOpen(result.operation));
  }
}

/** Holds the plan against what is so now. A material change voids the approvals and is shown. */
async function refreshed(
  operation: Operation,
  cluster: ClusterParts,
  parts: OperatorParts,
): Promise<{ readonly kind: 'same' } | { readonly kind: 'not'; readonly started: Started }> {
  const { kind, target, forced, cluster: name, number } = operation;
  const planned = await planNow({ kind, target, forced }, cluster, parts);
  const named = `OP-${number}`;
  // Somebody may have been quicker while the cluster was looked at: what is so since is their doing.
  const present = parts.memory.get(operation.id);
  if (present !== null && present.state !== 'requested') {
    return { kind: 'not', started: refused(notOpen(present)) };
  }
  if (planned.kind === 'impossible') {
    return { kind: 'not', started: refused(`${named} can't be carried out now: ${planned.words}`) };
  }
  const { plan, hash } = planned;
  const changes = planChanges(operation.plan, plan);
  if (changes.length === 0) {
    const block = isBlocked(plan, operation);
    if (!block) return { kind: 'same' };
    return { kind: 'not', started: refused(`${named} is blocked: see its checks.`) };
  }
  const written = await parts.store.write(
    {
      operationId: operation.id,
      change: {
        kind: 'plan',
        plan,
        planHash: hash,
        planVersion: operation.planVersion + 1,
        planChanges: changes,
      },
      audit: [
        operationAudit(
          'plan-changed',
          { cluster: name, number },
          {
            id: parts.newId(),
            at: parts.clock.now(),
            actor: 'pgrepl',
            result: 'done',
            detail: { operation: operation.id, changes: [...changes], planHash: hash },
          },
        ),
      ],
    },
    ['requested'],
  );
  if (written === null) {
    return { kind: 'not', started: refused(await elseSaid(operation, parts)) };
  }
  parts.memory.put(written);
  return {
    kind: 'not',
    started: refused(
      `Things have changed since ${named} was planned, so that no approval counts. ${changes.join(' ')} The message shows the new plan; please read it and decide again.`,
    ),
  };
}

/** The new plan was not taken: another one was, or it waits for an approval no more. */
async function elseSaid(operation: Operation, parts: OperatorParts): Promise<string> {
  const words = await nowOf(operation, parts);
  return parts.memory.get(operation.id)?.state === 'requested'
    ? `The plan of OP-${operation.number} has just changed: please read it again.`
    : words;
}

function isBlocked(plan: Plan, { forced }: Operation): boolean {
  return plan.checks.some(
    ({ verdict, forceable }) => verdict === 'block' && !(forced && forceable),
  );
}

export async function reject(
  click: OperationClick,
  operation: Operation,
  parts: OperatorParts,
): Promise<Started> {
  if (operation.state !== 'requested') return refused(notOpen(operation));
  const written = await parts.store.write(
    {
      operationId: operation.id,
      change: { kind: 'ended', outcome: rejected(click.actor.id) },
      audit: [audited('reject', click, operation, parts, {})],
    },
    ['requested'],
  );
  if (written === null) return refused(await nowOf(operation, parts));
  parts.memory.put(written);
  return done(`OP-${operation.number} is rejected; nothing was done.`, written);
}

/** Makes the plan anew, and shows what has changed. */
export async function checkAgain(
  operation: Operation,
  cluster: ClusterParts,
  parts: OperatorParts,
): Promise<Started> {
  if (operation.state !== 'requested') return refused(notOpen(operation));
  const fresh = await refreshed(operation, cluster, parts);
  if (fresh.kind !== 'same') return fresh.started;
  return done(
    `Nothing that matters has changed since OP-${operation.number} was planned.`,
    operation,
  );
}
