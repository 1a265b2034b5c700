import type { Clock } from '../clock.js';
import type { Interruption, Operation, StepRecord } from '../operations/model.js';
import type { Plan, PlannedStep } from '../operations/plan-model.js';
import { canGoBack } from '../operations/undo.js';
import { formatLsn } from '../replication/lsn.js';
import { unplannedPrimaries } from '../operations/last-look.js';
import { listNames, safeName } from '../wording/safe-text.js';
import type { Look, NodePosition } from './ports.js';
import type { NodeWays } from './steps/context.js';

/** How long each node is given to say what it is, ms. */
const lookMs = 3000;

export interface Found {
  readonly interruption: Interruption;
  /** Steps that were intended and whose end nobody recorded, as the nodes bear witness of them. */
  readonly ended: readonly StepRecord[];
}

/**
 * Finds out where an operation stands whose process died: by asking every node of its plan what it
 * is now. Nothing is changed, and no step is repeated.
 */
export async function inspect(
  operation: Operation,
  ways: (node: string) => NodeWays | undefined,
  clock: Clock,
): Promise<Found> {
  const looks = new Map(
    await Promise.all(
      operation.plan.nodes.map(async ({ name }): Promise<readonly [string, Look]> => [
        name,
        await lookAt(ways(name)),
      ]),
    ),
  );
  const { plan } = operation;
  const past = pastNoReturn(operation, looks);
  const now = clock.now();
  const dangling = operation.steps.filter(({ state }) => state === 'intended');
  return {
    interruption: {
      at: now,
      found: [
        ...doneSo(operation),
        ...plan.nodes.map(({ name }) => sentence(name, looks.get(name))),
      ],
      pastNoReturn: past,
      ...waysOn(plan, past, looks),
    },
    ended: dangling.map((record) => ({
      ...record,
      ...verdict(record, plan, looks),
      endedAt: now,
    })),
  };
}

async function lookAt(ways: NodeWays | undefined): Promise<Look> {
  if (ways === undefined) {
    return { kind: 'silent', reason: 'unreachable', detail: 'it is no longer configured' };
  }
  return ways.actor.look(lookMs);
}

function positionOf(look: Look | undefined): NodePosition | null {
  return look?.kind === 'position' ? look.position : null;
}

/** The target's own word; where it gives none, whether it may have been asked. */
function pastNoReturn(
  { plan, steps }: Operation,
  looks: ReadonlyMap<string, Look>,
): Interruption['pastNoReturn'] {
  const turning = plan.steps.find(({ noReturn }) => noReturn);
  const target = positionOf(looks.get(plan.target));
  if (target !== null && !target.inRecovery) return true;
  const states = steps.filter(({ step }) => step === turning?.id).map(({ state }) => state);
  if (states.includes('done')) return true;
  // A request that was sent may take effect late; a standby that says it is one may be about to stop being one.
  return states.some((state) => state !== 'failed') ? 'unknown' : false;
}

function doneSo({ steps }: Operation): readonly string[] {
  const done = steps.filter(({ state }) => state === 'done');
  const open = steps.filter(({ state }) => state === 'intended');
  return [
    done.length === 0
      ? 'No step had been finished.'
      : `Finished: ${done.map(({ words }) => words).join(', ')}.`,
    ...(open.length === 0
      ? []
      : [`Begun, and its end is not on record: ${open.map(({ words }) => words).join(', ')}.`]),
  ];
}

function sentence(name: string, look: Look | undefined): string {
  const node = safeName(name);
  if (look === undefined) return `${node} was not asked.`;
  if (look.kind === 'refused') return `${node} is stopped: its host refuses the connection.`;
  if (look.kind === 'silent')
    return `${node} gives no answer (${look.detail}): what it does is not known.`;
  const { inRecovery, timeline, writeLsn, receivedLsn, receiverStatus } = look.position;
  const on = timeline === null ? '' : ` on timeline ${timeline}`;
  if (!inRecovery) {
    return `${node} is a primary${on}${writeLsn === null ? '' : ` at ${formatLsn(writeLsn)}`}.`;
  }
  const has = receivedLsn === null ? '' : `, has ${formatLsn(receivedLsn)}`;
  return `${node} is a standby${on}${has} and ${receiverStatus === 'streaming' ? 'streams' : 'receives nothing'}.`;
}

function waysOn(
  plan: Plan,
  past: Interruption['pastNoReturn'],
  looks: ReadonlyMap<string, Look>,
): { goOn: string; other: string } {
  const target = safeName(plan.target);
  if (past === true) {
    return {
      goOn: `finish what is left: let the others follow ${target}, and bring back what is not there yet`,
      other: 'close it as it stands: you do the rest by hand',
    };
  }
  const but = conditions(plan, looks);
  const primary = plan.primary === null ? null : safeName(plan.primary);
  const back =
    primary === null || !canGoBack(plan)
      ? 'close it as it stands: nothing more is done'
      : plan.kind === 'promote'
        ? `let clients into ${primary} again, and give the operation up${but.start}`
        : `put ${primary} back in service, and give the operation up${but.start}`;
  if (past === 'unknown') {
    return {
      goOn: `ask ${target} to become the primary again, and finish${but.promote}`,
      other: 'close it as it stands: nothing more is done',
    };
  }
  return {
    goOn: `go on where it ended, up to the promotion of ${target} and beyond${but.promote}`,
    other: back,
  };
}

/** What has to change before a way can be gone: there must not be two primaries at its end. */
function conditions(
  plan: Plan,
  looks: ReadonlyMap<string, Look>,
): { readonly promote: string; readonly start: string } {
  const others = unplannedPrimaries(plan, looks);
  if (others.length > 0) {
    const until = `until ${listNames(others)} ${others.length === 1 ? 'is no primary' : 'are no primaries'} any more, which is for you to see to`;
    return {
      promote: `; but ${safeName(plan.target)} is not promoted ${until}`,
      start: `; but that is not done ${until}`,
    };
  }
  const isSilent = looks.get(plan.target)?.kind === 'silent';
  return {
    promote: '',
    start: isSilent ? `; but not before ${safeName(plan.target)} says that it is no primary` : '',
  };
}

/** What the nodes say of a step whose end is not on record. */
function verdict(
  record: StepRecord,
  plan: Plan,
  looks: ReadonlyMap<string, Look>,
): Pick<StepRecord, 'state' | 'result'> {
  const step = plan.steps.find(({ id }) => id === record.step);
  const happened = step === undefined ? null : effectOf(step, looks.get(step.node), plan);
  if (happened === true) return { state: 'done', result: 'found done after the interruption' };
  if (happened === false)
    return { state: 'failed', result: 'found not done after the interruption' };
  return { state: 'unknown', result: 'whether it happened is not known' };
}

/** True or false where the node's present state tells; null where it does not. */
function effectOf(step: PlannedStep, look: Look | undefined, plan: Plan): boolean | null {
  if (look === undefined || look.kind === 'silent') return null;
  switch (step.action.kind) {
    case 'stop':
      return look.kind === 'refused' ? true : look.position.inRecovery ? null : false;
    case 'promote':
      // "Not yet" is no "no": see pastNoReturn.
      return look.kind === 'position' && !look.position.inRecovery ? true : null;
    case 'rejoin':
      return (
        look.kind === 'position' &&
        look.position.inRecovery &&
        look.position.receiverStatus === 'streaming'
      );
    case 'repoint':
      return look.kind === 'position' && follows(look.position, plan) ? true : null;
    case 'prepare-target':
    case 'checkpoint':
    case 'fence':
    case 'verify-received':
    case 'restore-sync':
    case 'drop-slots':
    case 'verify':
      return null;
  }
}

/** A standby whose receiver is on a later timeline than the plan's follows the promotion. */
function follows(position: NodePosition, plan: Plan): boolean {
  const { receiverStatus, receiverTimeline } = position;
  return (
    receiverStatus === 'streaming' &&
    receiverTimeline !== null &&
    plan.timeline !== null &&
    receiverTimeline > plan.timeline
  );
}
