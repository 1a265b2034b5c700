import type { App, types } from '@slack/bolt';
import { attempt, failureInWords } from '../../api/outcome.js';
import { toldModal } from '../../blocks/operation-modals.js';
import type { ListenerContext } from '../context.js';
import { SameAnswer } from '../once.js';
import { describe } from '../reply.js';
import { within } from '../within.js';
import { submissionHandlers } from './handlers.js';
import { readSubmission, type Submission, type Submitted } from './submission.js';

/**
 * Slack waits 3 s for the acknowledgement, and it alone can show what is wrong with a field. What takes
 * longer is told in the window afterwards.
 */
const ackWithinMs = 2_000;

/** Every submission: authorised afresh, carried out once, answered in the window itself. */
export function registerViews(app: App, context: ListenerContext): void {
  const given = new SameAnswer<Promise<Submitted>>();
  app.view({ callback_id: /^/, type: 'view_submission' }, async ({ ack, body }) => {
    const submission = readSubmission(body);
    if (submission === undefined) {
      await ack();
      return;
    }
    const work =
      submission.id === null
        ? submit(submission, context)
        : given.to(submission.id, () => submit(submission, context));
    const early = await within(work, ackWithinMs);
    if (early?.kind === 'errors') {
      await ack({ response_action: 'errors', errors: { ...early.errors } });
      return;
    }
    if (early !== undefined) {
      await ack({ response_action: 'update', view: windowOf(early) });
      return;
    }
    const meanwhile = toldModal(
      'One moment',
      'pgrepl is at it; this window will say what came of it.',
    );
    await ack({ response_action: 'update', view: meanwhile });
    await show(submission.viewId, windowOf(await work), context);
  });
  app.view({ callback_id: /^/, type: 'view_closed' }, async ({ ack }) => {
    await ack();
  });
}

function windowOf(submitted: Submitted): types.ModalView {
  return submitted.kind === 'told'
    ? toldModal(submitted.title, submitted.words)
    : toldModal('Not done', Object.values(submitted.errors).join(' '));
}

async function submit(submission: Submission, context: ListenerContext): Promise<Submitted> {
  const { callbackId, person } = submission;
  const handler = Object.hasOwn(submissionHandlers, callbackId)
    ? submissionHandlers[callbackId]
    : undefined;
  try {
    const attempted = `submit ${callbackId}`;
    const verdict = await context.authorisation.check(person, 'act', attempted);
    if (verdict.kind === 'refused') return notDone(verdict.sentence);
    if (handler === undefined) return notDone('This window belongs to another version of pgrepl.');
    return await handler(submission, verdict.actor, context);
  } catch (error) {
    context.log.error({ error: describe(error), view: callbackId }, 'a submission failed');
    return notDone('pgrepl could not do this because of an error of its own; its log says more.');
  }
}

function notDone(words: string): Submitted {
  return { kind: 'told', title: 'Not done', words };
}

async function show(
  viewId: string,
  view: types.ModalView,
  { lookups, log }: ListenerContext,
): Promise<void> {
  const outcome = await attempt(() => lookups.views.update({ view_id: viewId, view }));
  if (outcome.kind === 'ok') return;
  log.warn({ error: failureInWords(outcome) }, 'a window was not brought to its end');
}
