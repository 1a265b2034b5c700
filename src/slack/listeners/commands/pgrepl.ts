import type { AllMiddlewareArgs, App, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { answerMessage, remark } from '../../blocks/answer.js';
import type { Message } from '../../blocks/message.js';
import { answerTo } from '../../commands/answer-to.js';
import { parseRequest } from '../../commands/request.js';
import type { ListenerContext } from '../context.js';
import { describe, replyOrLog, toOne } from '../reply.js';

/**
 * Slack waits 3 s for the acknowledgement. Up to here the answer travels in it, which is the fastest
 * way there is; an answer that takes longer follows on the `response_url`.
 */
const ackWithinMs = 1_500;

type Args = SlackCommandMiddlewareArgs & AllMiddlewareArgs;

/** Every slash command of the app, whatever the workspace calls it: none may stay unanswered. */
export function registerCommands(app: App, context: ListenerContext): void {
  app.command(/^/, (args) => onCommand(args, context));
}

async function onCommand({ command, ack, respond }: Args, context: ListenerContext): Promise<void> {
  const answering = answer(command, context);
  const early = await within(answering, ackWithinMs);
  try {
    await (early === undefined ? ack() : ack(toOne(early)));
    if (early !== undefined) return;
  } catch (error) {
    context.log.warn({ error: describe(error) }, 'a command was not acknowledged');
  }
  await replyOrLog(respond, toOne(early ?? (await answering)), context.log);
}

async function answer(command: Args['command'], context: ListenerContext): Promise<Message> {
  try {
    const { word } = parseRequest(command.text);
    const person = { userId: command.user_id, teamId: command.team_id };
    const verdict = await context.authorisation.check(person, 'read', `command ${word}`.trim());
    if (verdict.kind === 'refused') return remark(verdict.sentence);
    const known = {
      fleet: context.handlers.fleet(),
      now: context.clock.now(),
      command: command.command,
    };
    return answerMessage(answerTo(command.text, known));
  } catch (error) {
    context.log.error({ error: describe(error) }, 'a command could not be answered');
    return remark(
      'pgrepl could not answer this because of an error of its own; its log says more.',
    );
  }
}

/** What `work` gives if it gives it in time; undefined if not. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      resolve(undefined);
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
