import type { Operation } from '../operations/model.js';
import { closedLeft } from '../operations/closed-left.js';
import { closed } from '../operations/outcome.js';
import { hasBegun } from '../operations/progress.js';
import { beyondApproval } from '../operations/resumption.js';
import type { OperationClick } from '../operations/service.js';
import { canGoBack } from '../operations/undo.js';
import type { ClusterParts } from './cluster-parts.js';
import type { OperatorParts } from './parts.js';
import { planNow } from './planning.js';
import { audited, done, notOpen, nowOf, refused, type Started } from './replies.js';

/** How long the target is given to say whether it is a primary, ms. */
const lookMs = 3000;

/** How an interrupted operation goes on, by a person's word. */
export async function steer(
  click: OperationClick,
  operation: Operation,
  cluster: ClusterParts,
  parts: OperatorParts,
): Promise<Started> {
  if (operation.state !== 'interrupted' || operation.interruption === null) {
    return refused(notOpen(operation));
  }
  const { pastNoReturn } = operation.interruption;
  const goesBack =
    click.deed === 'other-way' && pastNoReturn === false && canGoBack(operation.plan);
  const goesOn = click.deed === 'go-on';
  if (goesOn && pastNoReturn !== true) {
    const against = await reasonAgainst(operation, cluster, parts);
    if (against !== null) return refused(against);
  }
  if (!goesOn && !goesBack) return close(click, operation, parts);
  const written = await parts.store.write(
    {
      operationId: operation.id,
      change: { kind: 'resumed', claimedBy: parts.owner },
      audit: [audited(goesOn ? 'go-on' : 'go-back', click, operation, parts, {})],
    },
    ['interrupted'],
  );
  if (written === null) return refused(await nowOf(operation, parts));
  parts.memory.put(written);
  const words = goesOn
    ? `OP-${operation.number} goes on.`
    : `OP-${operation.number} is given up; the old primary is put back in service.`;
  return {
    kind: 'start',
    mode: goesOn ? 'go-on' : 'go-back',
    operation: written,
    reply: { kind: 'done', words, operation: written },
  };
}

/**
 * Time has passed since it was approved: what would block a new request blocks this, too. A switchover
 * that has told the primary to stop is the exception: then every way on is one out of the outage, and
 * nothing can be lost on it. A promotion has no such proof to come, so that all of its approval has to
 * hold: unless the target was promoted after all.
 */
async function reasonAgainst(
  operation: Operation,
  cluster: ClusterParts,
  parts: OperatorParts,
): Promise<string | null> {
  const { kind, target, forced, number, plan } = operation;
  const mayBePromoted = operation.interruption?.pastNoReturn === 'unknown';
  if (kind === 'switchover' && (mayBePromoted || hasBegun(operation, 'stop'))) return null;
  if (mayBePromoted && (await isPrimary(target, cluster))) return null;
  const planned = await planNow({ kind, target, forced }, cluster, parts);
  const named = `OP-${number}`;
  if (planned.kind === 'impossible') return `${named} can't go on: ${planned.words}`;
  const blocks = planned.plan.checks.filter(
    ({ verdict, forceable }) => verdict === 'block' && !(forced && forceable),
  );
  if (blocks.length > 0) {
    return `${named} can't go on: ${blocks.map(({ evidence }) => evidence).join(' ')}`;
  }
  const beyond = plan.kind === 'promote' ? beyondApproval(operation, planned.plan) : [];
  if (beyond.length === 0) return null;
  return `${named} can't go on, for its approval does not cover what is so now. ${beyond.join(' ')} Close it, and ask for what is to be done now.`;
}

async function isPrimary(node: string, { nodes }: ClusterParts): Promise<boolean> {
  const look = await nodes.get(node)?.actor.look(lookMs);
  return look?.kind === 'position' && !look.position.inRecovery;
}

async function close(
  click: OperationClick,
  operation: Operation,
  parts: OperatorParts,
): Promise<Started> {
  const found = operation.interruption?.found ?? [];
  const outcome = {
    ...closed(click.actor.id, found),
    leftToDo: closedLeft(operation, operation.interruption?.pastNoReturn ?? 'unknown'),
  };
  const written = await parts.store.write(
    {
      operationId: operation.id,
      change: { kind: 'ended', outcome },
      audit: [audited('close', click, operation, parts, { found: [...found] })],
    },
    ['interrupted'],
  );
  if (written === null) return refused(await nowOf(operation, parts));
  parts.memory.put(written);
  return done(`OP-${operation.number} is closed as it stands.`, written);
}
