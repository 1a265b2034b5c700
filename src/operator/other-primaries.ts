import { setTimeout as pause } from 'node:timers/promises';
import {
  isPrimaryToo,
  oldPrimaryExpected,
  otherPrimaries,
  whyNotPromote,
  whyNotReturn,
  type Looks,
} from '../operations/last-look.js';
import type { Operation } from '../operations/model.js';
import type { PlannedStep } from '../operations/plan-model.js';
import { undoSteps } from '../operations/undo.js';
import { safeName } from '../wording/safe-text.js';
import type { Look } from './ports.js';
import type { StepContext } from './steps/context.js';

/**
 * How long a node is waited for that has no part in what comes next, ms: the outage waits with it. Who
 * approved saw what each node was a moment ago, so that its silence says nothing new.
 */
const asideMs = 100;

/** How long the old primary is waited for where its silence was approved, ms. */
const silenceMs = 250;

/** How long a node is waited for whose silence decides, ms. */
const decisiveMs = 1000;

/** After an interruption nobody knows what has happened meanwhile: then each gets the time it needs, ms. */
const resumedMs = 3000;

/**
 * A node beside the two that change places that is a primary, in words; null for none. The last look
 * before the target of a switchover is promoted; it goes out together with the others.
 */
export async function otherPrimary(context: StepContext): Promise<string | null> {
  const { plan, resumed } = context;
  const aside = namesBut([plan.target, plan.primary], context);
  const [other] = otherPrimaries(
    plan,
    await looksAt(aside, resumed ? resumedMs : asideMs, context),
  );
  return other === undefined ? null : isPrimaryToo(other);
}

/**
 * Why the steps that turn a promotion must not be taken, in words; null if they may. Between the
 * approval and this moment the old primary may have come up again, or somebody may have promoted
 * another. A switchover has looked when it saw the old primary end.
 */
export async function againstPromotion(
  steps: readonly PlannedStep[],
  context: StepContext,
): Promise<string | null> {
  const { plan, resumed } = context;
  if (plan.kind !== 'promote' || !steps.some(({ noReturn }) => noReturn)) return null;
  const { primary, target } = plan;
  const expected = oldPrimaryExpected(plan);
  const longMs = expected === 'refusing' ? decisiveMs : silenceMs;
  const [own, aside] = await Promise.all([
    looksAt(primary === null ? [] : [primary], resumed ? resumedMs : longMs, context),
    looksAt(namesBut([target, primary], context), resumed ? resumedMs : asideMs, context),
  ]);
  const why = whyNotPromote(plan, new Map([...own, ...aside]), expected);
  return why === null ? null : `${safeName(target)} was not promoted: ${why}`;
}

/**
 * Why the operation must not be taken back, in words; null if it may. The target must not be a primary,
 * and where the old primary is to serve again, nobody else.
 */
export async function againstReturn(
  operation: Operation,
  context: StepContext,
): Promise<string | null> {
  const { plan, resumed } = context;
  const serves = undoSteps(operation).some(
    ({ action }) => !['repoint', 'set-names', 'drop-slots'].includes(action.kind),
  );
  const aside = serves ? namesBut([plan.target, plan.primary], context) : [];
  const [target, others] = await Promise.all([
    looksAt([plan.target], resumed ? resumedMs : decisiveMs, context),
    looksAt(aside, resumed ? resumedMs : asideMs, context),
  ]);
  return whyNotReturn(plan, new Map([...target, ...others]), serves && resumed);
}

function namesBut(except: readonly (string | null)[], { plan }: StepContext): readonly string[] {
  return plan.nodes.map(({ name }) => name).filter((name) => !except.includes(name));
}

/** Asks all of them at the same time. Nobody ends the session of one that is slow: it is needed yet. */
async function looksAt(
  nodes: readonly string[],
  withinMs: number,
  { ways }: StepContext,
): Promise<Looks> {
  return new Map(
    await Promise.all(
      nodes.map(async (node) => [node, await lookWithin(ways(node).actor, withinMs)] as const),
    ),
  );
}

async function lookWithin(
  { look }: { readonly look: (withinMs: number) => Promise<Look> },
  withinMs: number,
): Promise<Look> {
  const waiting = new AbortController();
  const late: Look = { kind: 'silent', reason: 'timed-out', detail: 'it did not answer in time' };
  const first = await Promise.race([
    look(Math.max(withinMs, decisiveMs)),
    pause(withinMs, late, { signal: waiting.signal }).catch(() => late),
  ]);
  waiting.abort();
  return first;
}
