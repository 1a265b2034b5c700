import { mayAct } from '../operations/authority.js';
import type { CheckResult } from '../operations/check.js';
import type { Operation } from '../operations/model.js';
import type { Plan } from '../operations/plan-model.js';
import type { OperationReply, OperationRequest } from '../operations/service.js';
import { listNames, oneLine, safeName, truncate } from '../wording/safe-text.js';
import { operationAudit } from './audit.js';
import type { ClusterParts } from './cluster-parts.js';
import { deny } from './deny.js';
import type { OperatorParts } from './parts.js';
import { planNow } from './planning.js';

/** A longer reason is cut: it stands in messages and records. */
const longestReason = 1000;

const storeAway =
  'The store does not answer, so the request could not be put on record; nothing was done. Try again when it is back.';

/** Somebody asks for a promotion or a switchover: it is checked, put on record and shown. */
export async function takeRequest(
  request: OperationRequest,
  parts: OperatorParts,
): Promise<OperationReply> {
  const cluster = parts.clusters.get(request.cluster);
  if (cluster === undefined) return notConfigured(request, parts);
  const verdict = mayAct({
    deed: 'request',
    operation: null,
    cluster: cluster.cluster,
    kind: request.kind,
    rules: cluster.rules,
    actor: request.actor,
    shared: request.channel.shared,
  });
  if (verdict.kind === 'denied') {
    const attempted = `${request.kind} ${request.target ?? ''}`.trim();
    const { reason, words } = verdict;
    return deny(
      { attempted, cluster: request.cluster, number: null, actor: request.actor, reason, words },
      parts,
    );
  }
  const open = parts.memory.openOf(request.cluster);
  if (open !== null) return busy(open);
  if (request.forced && request.typedName !== request.cluster) {
    return refused(`To force a promotion, type the cluster's name: ${safeName(request.cluster)}.`);
  }
  const planned = await planNow(request, cluster, parts);
  if (planned.kind === 'impossible') return onRecord(request, refused(planned.words), [], parts);
  const blocked = blockedBy(planned.plan, request);
  if (blocked !== null) return onRecord(request, blocked, blocksOf(planned.plan), parts);
  return create(request, planned.plan, planned.hash, cluster, parts);
}

function notConfigured(request: OperationRequest, parts: OperatorParts): OperationReply {
  const name = safeName(request.cluster);
  return parts.watched.has(request.cluster)
    ? refused(
        `Operations on ${name} are not configured: add \`operations:\` to it in pgrepl.yaml, with who may ask and who may approve.`,
      )
    : refused(
        `There is no cluster named ${name}. pgrepl watches ${listNames(
          [...parts.watched.keys()].map((each) => safeName(each)),
          20,
        )}.`,
      );
}

/**
 * Nothing was started, and that somebody wanted it is on the audit log all the same, as soon as the store
 * takes it: nobody waits for that.
 */
function onRecord(
  { cluster, kind, target, forced, actor }: OperationRequest,
  reply: OperationReply,
  blocks: readonly CheckResult[],
  { auditLater, clock, newId }: OperatorParts,
): OperationReply {
  auditLater(
    operationAudit(
      'refused',
      { cluster, number: null },
      {
        id: newId(),
        at: clock.now(),
        actor: actor.id,
        result: 'failed',
        detail: {
          attempted: `${kind} ${target ?? ''}`.trim(),
          forced,
          why: truncate(oneLine(reply.words), longestReason),
          checks: [...new Set(blocks.map(({ id }) => id))],
        },
      },
    ),
  );
  return reply;
}

function blocksOf({ checks }: Plan): readonly CheckResult[] {
  return checks.filter(({ verdict }) => verdict === 'block');
}

/** What keeps this plan from being asked for; null if nothing does. */
function blockedBy(plan: Plan, request: OperationRequest): OperationReply | null {
  const blocks = blocksOf(plan);
  if (blocks.length === 0) return null;
  const sentences = blocks.map(({ evidence, remedy }) =>
    remedy === null ? evidence : `${evidence} ${remedy}`,
  );
  const target = safeName(plan.target);
  const onlyForceable = blocks.every(({ forceable }) => forceable);
  if (request.kind === 'promote' && onlyForceable) {
    if (request.forced) return null;
    return {
      kind: 'may-force',
      words: `${target} is not promoted as things are; it can be forced, at this price: ${plan.price.words}`,
      blocks: sentences,
      request: { ...request, target: plan.target, forced: true },
    };
  }
  const what =
    request.kind === 'promote'
      ? `${target} can't be promoted`
      : `There can't be a switchover to ${target}`;
  return refused(
    `${what}. Nothing was started.\n${sentences.map((each) => `• ${each}`).join('\n')}`,
  );
}

async function create(
  request: OperationRequest,
  plan: Plan,
  planHash: string,
  cluster: ClusterParts,
  parts: OperatorParts,
): Promise<OperationReply> {
  const { store, memory, clock, newId, log } = parts;
  const id = newId();
  const reason = request.reason === null ? null : truncate(oneLine(request.reason), longestReason);
  const audit = operationAudit(
    'request',
    { cluster: request.cluster, number: null },
    {
      id: newId(),
      at: clock.now(),
      actor: request.actor.id,
      result: 'done',
      detail: {
        operation: id,
        kind: request.kind,
        target: plan.target,
        forced: request.forced,
        reason,
        planHash,
        driver: plan.driver,
        price: plan.price.words,
      },
    },
  );
  try {
    const result = await store.create(
      {
        id,
        cluster: request.cluster,
        kind: request.kind,
        target: plan.target,
        reason,
        forced: request.forced,
        requestedBy: request.actor.id,
        channel: cluster.channel ?? request.channel.id,
        plan,
        planHash,
        planVersion: 1,
        planChanges: [],
        expiresAfterMs: cluster.rules.expiresAfterMs,
      },
      [audit],
    );
    if (result.kind === 'busy') return busy(result.operation);
    memory.put(result.operation);
    return { kind: 'done', words: asked(result.operation), operation: result.operation };
  } catch (error) {
    if (!store.isUnavailable(error)) log.error({ err: error }, 'a request is not on record');
    return refused(storeAway);
  }
}

function asked(operation: Operation): string {
  const { approvals } = operation.plan.needs;
  const people = approvals === 1 ? 'one approval' : `${approvals} approvals`;
  return `OP-${operation.number} is asked for; it needs ${people}.`;
}

function busy(operation: Operation): OperationReply {
  return refused(
    `OP-${operation.number} on ${safeName(operation.cluster)} is ${operation.state === 'requested' ? 'waiting for its approval' : 'not over yet'}: one operation at a time. Nothing was started.`,
  );
}

function refused(words: string): OperationReply {
  return { kind: 'refused', words };
}
