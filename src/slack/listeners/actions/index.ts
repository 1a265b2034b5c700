import type { App } from '@slack/bolt';
import { remark } from '../../blocks/answer.js';
import type { Home } from '../../home/home.js';
import type { ListenerContext } from '../context.js';
import { inWindow } from '../in-window.js';
import { Once } from '../once.js';
import { describe, replyOrLog, toOne, type Reply } from '../reply.js';
import { readClick, type Click } from './click.js';
import { clickHandlers } from './handlers.js';

/**
 * Every click: acknowledged at once, then authorised afresh, then carried out, once: Slack delivers
 * it again where it has missed the acknowledgement.
 */
export function registerActions(app: App, context: ListenerContext, home: Home): void {
  const clicks = new Once();
  app.action(/^/, async ({ ack, body, respond }) => {
    await ack();
    const click = readClick(body);
    if (click === undefined) return;
    // The trigger's id tells one click from every other.
    const isFirst = click.triggerId === null || clicks.isFirst(click.triggerId);
    if (!isFirst) return;
    await onClick(click, context, click.onHome ? inWindow(click, context) : respond);
    if (click.onHome) await home.show(click.person, false);
  });
}

async function onClick(click: Click, context: ListenerContext, reply: Reply): Promise<void> {
  const say = (text: string): Promise<void> => replyOrLog(reply, toOne(remark(text)), context.log);
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
