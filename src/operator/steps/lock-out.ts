import { formatLsn, lsnDiffBytes, maxLsn, type Lsn } from '../../replication/lsn.js';
import { oneLine, safeName } from '../../wording/safe-text.js';
import { formatBytes, formatCount } from '../../wording/units.js';
import type { PlannedStep } from '../../operations/plan-model.js';
import type { LockedOut } from '../ports.js';
import type { StepContext, StepResult } from './context.js';
import { failure } from './results.js';
import { until } from './until.js';

/** How long a node may take to say what it is, ms. */
const lookMs = 1000;

/** How long the target is left alone between two looks, ms. */
const everyMs = 5;

/**
 * Locks every client out of an old primary that goes on running, and waits until the target has what
 * they wrote until then. It is the step that counts less than it seems: what can still write there is
 * said, and so is what the target lacks.
 */
export async function lockOut(step: PlannedStep, context: StepContext): Promise<StepResult> {
  const { actor } = context.ways(step.node);
  const name = safeName(step.node);
  const { learned, clock, plan, rules } = context;
  const look = await actor.look(lookMs);
  const own = plan.nodes.find((node) => node.name === step.node)?.systemIdentifier ?? null;
  if (look.kind === 'position') {
    const { inRecovery, systemIdentifier } = look.position;
    if (own !== null && systemIdentifier !== own) {
      return { kind: 'failed', words: `At the address of ${name} another system's server answers` };
    }
    if (inRecovery)
      return { kind: 'done', words: `${name} is a standby by now: it takes no write` };
  }
  context.waiting(`for every client to be out of ${name}`);
  learned.stopAskedAt ??= clock.now();
  const deed = await actor.lockOut(rules.timeouts.stopMs);
  if (deed.kind !== 'done') return failure(deed, `Clients could not be locked out of ${name}`);
  const locked = deed.value;
  learned.lockedOut = step.node;
  learned.lastSeenLsn = locked.endLsn;
  const lacks = await lackedBy(plan.target, locked.endLsn, context);
  return {
    kind: 'done',
    words: [lockedWords(name, locked), lacks ?? hasAll(plan.target, locked.endLsn)].join('; '),
    warnings: [...(lacks === null ? [] : [lacks]), ...remaining(name, locked)],
  };
}

function lockedWords(name: string, { wasLocked, endedSessions, copy }: LockedOut): string {
  const ended = `${formatCount(endedSessions, 'session')} ${endedSessions === 1 ? 'was' : 'were'} ended`;
  const kept = `its pg_hba.conf as it was is ${oneLine(copy)}`;
  return `Clients are locked out of ${name}${wasLocked ? ', as before' : ''}: ${ended}, and ${kept}`;
}

function hasAll(target: string, end: Lsn): string {
  return `${safeName(target)} has all that was written up to ${formatLsn(end)}`;
}

/** Null once the target has it all, or is a primary already; else what it lacks. */
async function lackedBy(target: string, end: Lsn, context: StepContext): Promise<string | null> {
  const { actor } = context.ways(target);
  const name = safeName(target);
  context.waiting(`for ${name} to receive what was written up to ${formatLsn(end)}`);
  const withinMs = context.rules.timeouts.receiveMs;
  const waited = await until(context, { withinMs, everyMs }, async () => {
    const look = await actor.look(Math.min(lookMs, withinMs));
    if (look.kind !== 'position') return { seen: `what ${name} has is not known: ${look.detail}` };
    if (!look.position.inRecovery) return { value: true };
    const has = maxLsn(look.position.receivedLsn, look.position.replayedLsn);
    if (has === null) return { seen: `what ${name} has is not known: it has received nothing` };
    return has >= end
      ? { value: true }
      : { seen: `${name} lacks ${formatBytes(lsnDiffBytes(end, has))} of what was written` };
  });
  return waited.kind === 'got' ? null : waited.last;
}

/** What no lock keeps out, a sentence each. */
function remaining(name: string, { workers, preparedTransactions }: LockedOut): readonly string[] {
  const kinds = workers.map(({ type, count }) => (count === 1 ? type : `${count} ${type}`));
  return [
    ...(kinds.length === 0
      ? []
      : [
          `On ${name} run processes that may write though no client can: ${oneLine(kinds.join(', '))}`,
        ]),
    ...(preparedTransactions === 0
      ? []
      : [
          `${name} has ${formatCount(preparedTransactions, 'prepared transaction')}, which can be committed there once somebody gets in`,
        ]),
  ];
}
