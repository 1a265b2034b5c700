import { answerMessage, remark, sharedMessage, type Answer } from '../../blocks/answer.js';
import { actionIds } from '../../blocks/buttons.js';
import { fit, nobody, plain } from '../../blocks/escape.js';
import { namesOf } from '../../names-of.js';
import { ask } from '../../commands/ask.js';
import { refusalInWords } from '../../commands/names.js';
import { contractFingerprint, offersContract } from '../../contract.js';
import type { ListenerContext } from '../context.js';
import { knownNow } from '../known.js';
import { tell, type Picture } from '../picture.js';
import { inPlace, replyOrLog, toAll, toOne, type Reply } from '../reply.js';
import type { Click } from './click.js';
import type { ClickHandler } from './handler.js';
import { incidentClicks } from './incident-clicks.js';
import { silenceClicks } from './silence-clicks.js';
import { operationClicks } from './operation-clicks.js';

/** What each button does. The state is read at the click, never taken from the message. */
export const clickHandlers: Readonly<Record<string, ClickHandler>> = {
  [actionIds.status]: { use: 'read', run: showStatus },
  [actionIds.refresh]: { use: 'read', run: refresh },
  [actionIds.earlier]: { use: 'read', run: refresh },
  [actionIds.later]: { use: 'read', run: refresh },
  [actionIds.share]: { use: 'read', run: share },
  [actionIds.acceptContract]: { use: 'act', run: acceptContract },
  ...incidentClicks,
  ...operationClicks,
  ...silenceClicks,
};

/** An answer read afresh; what is to be done is asked for with a command, never by such a button. */
async function answerTo(
  request: string,
  userId: string,
  context: ListenerContext,
): Promise<Answer> {
  const asked = ask(request, knownNow(context, userId));
  if (asked.kind === 'answer') return asked.answer;
  if (asked.kind === 'read') return asked.read(context.handlers.records);
  return refusalInWords('A button asks for nothing to be done: type the command.');
}

async function showStatus(
  click: Click,
  _actor: string,
  context: ListenerContext,
  reply: Reply,
): Promise<void> {
  const incident = context.handlers.incident(click.value);
  const message =
    incident === null
      ? remark('pgrepl no longer keeps this incident in memory; `/pgrepl status` shows the fleet.')
      : answerMessage(await answerTo(`status ${incident.cluster}`, click.person.userId, context));
  await replyOrLog(reply, toOne(message), context.log);
}

async function refresh(
  click: Click,
  _actor: string,
  context: ListenerContext,
  reply: Reply,
): Promise<void> {
  const answer = await answerTo(click.value, click.person.userId, context);
  const told = {
    message: (picture: Picture) => answerMessage(answer, picture),
    chart: answer.chart ?? null,
    after: answer.after ?? null,
  };
  await tell(told, inPlace, reply, context);
}

async function share(
  click: Click,
  _actor: string,
  context: ListenerContext,
  reply: Reply,
): Promise<void> {
  const answer = await answerTo(click.value, click.person.userId, context);
  if (!answer.shareable) {
    const gone = remark('This is no longer there to be shown; ask again with `/pgrepl status`.');
    await replyOrLog(reply, toOne(gone), context.log);
    return;
  }
  const now = context.clock.now();
  const names = await namesOf(answer.people ?? nobody, context.lookups);
  const told = {
    message: (picture: Picture) => sharedMessage(answer, click.person.userId, now, names, picture),
    chart: answer.chart ?? null,
    after: answer.after ?? null,
  };
  await tell(told, toAll, reply, context);
}

async function acceptContract(
  click: Click,
  actor: string,
  context: ListenerContext,
  reply: Reply,
): Promise<void> {
  const say = (text: string): Promise<void> => replyOrLog(reply, toOne(remark(text)), context.log);
  const [incidentId = '', seen] = click.value.split(' ');
  const incident = context.handlers.incident(incidentId);
  if (incident === null || !offersContract(incident)) {
    await say('This incident no longer reports a changed contract, so nothing was accepted.');
    return;
  }
  if (contractFingerprint(incident) !== seen) {
    await say(
      'What this incident reports has changed since the message that you saw, so nothing was accepted. Please look at it again.',
    );
    return;
  }
  const { cluster } = incident;
  const result = await context.handlers.acceptContract({ cluster, actor });
  const name = fit(cluster, 300, plain);
  await say(
    result.ok
      ? `The present synchronous replication of ${name} is its contract now.`
      : `Nothing was accepted for ${name}: ${fit(result.message, 900, plain)}`,
  );
}
