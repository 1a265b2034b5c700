import type { Operation } from '../../../operations/model.js';
import type { OperationDeed } from '../../../operations/service.js';
import { told } from '../../blocks/answer.js';
import { actionIds } from '../../blocks/buttons.js';
import { deedActions } from '../../blocks/operation-buttons.js';
import { approveModal, forceModal } from '../../blocks/operation-modals.js';
import { offersPromotion } from '../../promotion.js';
import { incidentName } from '../../../wording/incident-words.js';
import type { ListenerContext } from '../context.js';
import { decide, readDecided } from '../operations/decide.js';
import { offerGone } from '../offers.js';
import { writeApproveMetadata } from '../operations/metadata.js';
import { openModal } from '../operations/open-modal.js';
import { replyMessage } from '../operations/reply-message.js';
import { requestOperation, type Asker } from '../operations/request-operation.js';
import { replyOrLog, toOne, type Reply } from '../reply.js';
import type { Click } from './click.js';
import type { ClickHandler } from './handler.js';

const deeds = Object.keys(deedActions) as readonly OperationDeed[];

/** The buttons of an operation's card, of a promotion that may be forced, and of a lost primary. */
export const operationClicks: Readonly<Record<string, ClickHandler>> = {
  ...Object.fromEntries(
    deeds.map((deed): [string, ClickHandler] => [
      deedActions[deed],
      { use: 'act', run: (...of) => onDeed(deed, ...of) },
    ]),
  ),
  [actionIds.force]: { use: 'act', run: onForce },
  [actionIds.promote]: { use: 'act', run: onPromote },
};

function askerOf(click: Click, actor: string): Asker {
  return { actor, userId: click.person.userId, channelId: click.channelId };
}

/** The state is read at the click; the button only says which plan its card showed. */
async function onDeed(
  deed: OperationDeed,
  click: Click,
  actor: string,
  context: ListenerContext,
  reply: Reply,
): Promise<void> {
  const say = sayTo(reply, context);
  const seen = readDecided(click.value);
  const operation = seen === null ? null : context.handlers.operations.operation(seen.operationId);
  if (seen === null || operation === null) {
    await say(
      'pgrepl no longer keeps this operation in memory; `/pgrepl operations` lists what became of it.',
    );
    return;
  }
  const { planVersion } = seen;
  if (deed === 'approve' && takesName(operation, planVersion, actor)) {
    await askForName(operation, planVersion, click, context, reply);
    return;
  }
  const answer = await decide(
    operation,
    { deed, planVersion, typedName: null },
    askerOf(click, actor),
    context,
  );
  if (answer.kind === 'type-name') {
    await askForName(answer.operation, planVersion, click, context, reply);
    return;
  }
  await replyOrLog(reply, toOne(replyMessage(answer, [], context)), context.log);
}

/**
 * Known from memory, because the window has to be opened within seconds of the click. Nobody types a
 * name only to hear that they may not approve what they asked for themselves.
 */
function takesName(operation: Operation, planVersion: number, actor: string): boolean {
  const { requesterMayApprove } = operation.plan.needs;
  if (operation.requestedBy === actor && !requesterMayApprove) return false;
  return (
    operation.state === 'requested' &&
    operation.planVersion === planVersion &&
    operation.plan.needs.typedName
  );
}

async function askForName(
  operation: Operation,
  planVersion: number,
  click: Click,
  context: ListenerContext,
  reply: Reply,
): Promise<void> {
  const { channelId } = click;
  const metadata = writeApproveMetadata({ operationId: operation.id, planVersion, channelId });
  if (await openModal(click.triggerId, approveModal(operation, metadata), context)) return;
  await sayTo(reply, context)(windowClosed);
}

async function onForce(
  click: Click,
  _actor: string,
  context: ListenerContext,
  reply: Reply,
): Promise<void> {
  const { offers, clock } = context;
  const request = offers.find(click.value, click.person.userId, clock.now());
  if (request === null) {
    await sayTo(reply, context)(offerGone);
    return;
  }
  if (await openModal(click.triggerId, forceModal(request, click.value), context)) return;
  await sayTo(reply, context)(windowClosed);
}

async function onPromote(
  click: Click,
  actor: string,
  context: ListenerContext,
  reply: Reply,
): Promise<void> {
  const incident = context.handlers.incident(click.value);
  if (incident === null || !offersPromotion(incident)) {
    await sayTo(
      reply,
      context,
    )('This incident is no longer about a primary that is lost, so nothing was asked for.');
    return;
  }
  const answer = await requestOperation(
    {
      kind: 'promote',
      cluster: incident.cluster,
      target: null,
      reason: incidentName(incident),
      forced: false,
      typedName: null,
    },
    askerOf(click, actor),
    context,
  );
  await replyOrLog(reply, toOne(replyMessage(answer, [], context)), context.log);
}

const windowClosed =
  'Slack did not open the window in which the name is typed; it gives a click three seconds for that. Nothing has happened: please click again.';

function sayTo(reply: Reply, { clock, log }: ListenerContext): (text: string) => Promise<void> {
  return (text) => replyOrLog(reply, toOne(told([text], clock.now())), log);
}
