import type { Operation } from '../operations/model.js';
import { closed } from '../operations/outcome.js';
import { hasBegun } from '../operations/progress.js';
import type { OperationClick } from '../operations/service.js';
import { leftLocked } from '../operations/steps/lock-out.js';
import { canGoBack } from '../operations/undo.js';
import type { ClusterParts } from './cluster-parts.js';
import type { OperatorParts } from './parts.js';
import { planNow } from './planning.js';
import { audited, done, notOpen, nowOf, refused, type Started } from './replies.js';

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
  if (goesOn && pastNoReturn === false) {
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
 * Time has passed since it was approved: as long as the primary serves, what would block a new
 * request blocks this, too. Once it was told to stop, every way on is one out of the outage.
 */
async function reasonAgainst(
  operation: Operation,
  cluster: ClusterParts,
  parts: OperatorParts,
): Promise<string | null> {
  if (hasBegun(operation, 'stop') || hasBegun(operation, 'fence')) return null;
  const { kind, target, forced, number } = operation;
  const planned = await planNow({ kind, target, forced }, cluster, parts);
  const named = `OP-${number}`;
  if (planned.kind === 'impossible') return `${named} can't go on: ${planned.words}`;
  const blocks = planned.plan.checks.filter(
    ({ verdict, forceable }) => verdict === 'block' && !(forced && forceable),
  );
  if (blocks.length === 0) return null;
  return `${named} can't go on: ${blocks.map(({ evidence }) => evidence).join(' ')}`;
}

async function close(
  click: OperationClick,
  operation: Operation,
  parts: OperatorParts,
): Promise<Started> {
  const found = operation.interruption?.found ?? [];
  const outcome = {
    ...closed(click.actor.id, found),
    leftToDo: leftLocked(operation, operation.interruption?.pastNoReturn ?? 'unknown'),
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
