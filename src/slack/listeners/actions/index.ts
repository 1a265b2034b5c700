import type { App } from '@slack/bolt';
import { remark } from '../../blocks/answer.js';
import type { ListenerContext } from '../context.js';
import { describe, replyOrLog, toOne, type Reply } from '../reply.js';
import { readClick } from './click.js';
import { clickHandlers } from './handlers.js';

/** Every click: acknowledged at once, then authorised afresh, then carried out. */
export function registerActions(app: App, context: ListenerContext): void {
  app.action(/^/, async ({ ack, body, respond }) => {
    await ack();
    await onClick(body, context, respond);
  });
}

async function onClick(body: unknown, context: ListenerContext, reply: Reply): Promise<void> {
  const say = (text: string): Promise<void> => replyOrLog(reply, toOne(remark(text)), context.log);
  const click = readClick(body);
  if (click === undefined) return;
  const handler = Object.hasOwn(clickHandlers, click.actionId)
    ? clickHandlers[click.actionId]
    : undefined;
  try {
    const attempted = `click ${click.actionId}`;
    const verdict = await context.authorisation.check(
      click.person,
      handler?.use ?? 'read',
      attempted,
    );
    if (verdict.kind === 'refused') await say(verdict.sentence);
    else if (handler === undefined) await say('This button belongs to another version of pgrepl.');
    else await handler.run(click, verdict.actor, context, reply);
  } catch (error) {
    context.log.error({ error: describe(error), action: click.actionId }, 'a click failed');
    await say('pgrepl could not do this because of an error of its own; its log says more.');
  }
}
