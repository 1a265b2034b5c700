import type { ControlData } from '../operations/deed.js';
import type { RejoinVerdict } from '../operations/plan-model.js';
import { rejoinVerdict, type Fork } from '../operations/rejoin.js';
import { deedContext, type StepContext } from './steps/context.js';

/** How long the files of an old primary that is not stopped by this operation are asked for, ms. */
const controlMs = 1000;

/** How long the new primary is given to say where its timeline begins, ms. */
const lookMs = 1000;

/**
 * How the old primary comes back (or came back), by what was found: how it ended, and where the
 * timelines part. Null where there is no old primary, or nothing was found that says more than the plan.
 */
export async function rejoinAfter(context: StepContext): Promise<RejoinVerdict | null> {
  const { plan, learned } = context;
  if (plan.repair === null || plan.primary === null) return null;
  const [end, fork] = await Promise.all([
    learned.oldPrimaryEnd ?? controlNow(plan.primary, context),
    forkAt(plan.target, context),
  ]);
  if (end === null && fork === null) return null;
  return rejoinVerdict(end, fork, plan.repair);
}

/** What its control file says, if a command can read it; a standby's does not tell how it ended. */
async function controlNow(primary: string, context: StepContext): Promise<ControlData | null> {
  if (context.plan.kind !== 'promote') return null;
  const read = context.ways(primary).hands.controlData;
  if (read === null) return null;
  const deed = await read(deedContext(context, controlMs));
  return deed.kind === 'done' ? deed.value : null;
}

/** Where the timelines part: the new primary knows, as long as it is not restarted. */
async function forkAt(node: string, context: StepContext): Promise<Fork | null> {
  const { ways, plan } = context;
  const look = await ways(node).actor.look(lookMs);
  if (look.kind !== 'position' || look.position.inRecovery) return null;
  const { promotedAtLsn: lsn, timeline, systemIdentifier } = look.position;
  if (lsn === null || timeline === null || plan.timeline === null) return null;
  return { lsn, timeline, parent: plan.timeline, systemIdentifier };
}
