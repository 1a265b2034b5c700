import type { App } from '@slack/bolt';
import { remark } from '../../blocks/answer.js';
import { noteModal } from '../../blocks/note-modal.js';
import type { ListenerContext } from '../context.js';
import { openModal } from '../operations/open-modal.js';
import { describe, replyOrLog, toOne, type Reply } from '../reply.js';
import { readMessageAction, type MessageAction } from './noted-message.js';

/** The message shortcut that the manifests name. */
export const noteShortcut = 'incident_note';

/** Shortcuts: acknowledged at once; the one that pgrepl has opens a window. */
export function registerShortcuts(app: App, context: ListenerContext): void {
  app.shortcut(/^/, async ({ ack, body, respond, context: { botUserId } }) => {
    await ack();
    const action = readMessageAction(body, botUserId);
    if (action?.callbackId !== noteShortcut) return;
    // Only message shortcuts carry a way to answer.
    const reply: Reply = (message) => respond(message);
    await onNote(action, context, reply);
  });
}

async function onNote(
  action: MessageAction,
  context: ListenerContext,
  reply: Reply,
): Promise<void> {
  const say = (text: string): Promise<void> => replyOrLog(reply, toOne(remark(text)), context.log);
  try {
    const { person } = action;
    const verdict = await context.authorisation.check(person, 'act', `shortcut ${noteShortcut}`);
    if (verdict.kind === 'refused') {
      await say(verdict.sentence);
      return;
    }
    const [first, ...others] = await choicesFor(action, context);
    if (first === undefined) {
      await say(
        'There is no incident, open or over not long ago, to add this to. `/pgrepl note INC-7 …` adds to an older one.',
      );
      return;
    }
    const now = context.clock.now();
    const at = Math.floor(Number(action.ts) * 1_000);
    const draft = context.drafts.make(action, person.userId, now);
    const view = noteModal([first, ...others], { ...action, at }, draft);
    if (!(await openModal(action.triggerId, view, context))) {
      await say('Slack did not open the window. Please try again.');
    }
  } catch (error) {
    context.log.error({ error: describe(error) }, 'a shortcut failed');
    await say('pgrepl could not do this because of an error of its own; its log says more.');
  }
}

/** The incidents to choose from: first the one in whose thread the message stands. */
async function choicesFor(
  { channel, threadTs }: MessageAction,
  { handlers: { desk } }: ListenerContext,
): Promise<ReturnType<typeof desk.choices>> {
  const choices = desk.choices();
  const own = threadTs === null ? null : await desk.incidentAt({ channel, ts: threadTs });
  if (own === null) return choices;
  const [known] = choices.filter(({ id }) => id === own.id);
  return known === undefined ? choices : [known, ...choices.filter(({ id }) => id !== own.id)];
}
