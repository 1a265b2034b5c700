import type { AllMiddlewareArgs, App, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { answerMessage, remark, type Answer } from '../../blocks/answer.js';
import type { Message } from '../../blocks/message.js';
import { ask } from '../../commands/ask.js';
import type { WantedOperation } from '../../commands/asked.js';
import { parseRequest } from '../../commands/request.js';
import type { ListenerContext } from '../context.js';
import { knownNow } from '../known.js';
import { handOverPostmortem } from '../incidents/hand-over-postmortem.js';
import { carryOutDeed } from '../incidents/carry-out-deed.js';
import { Once, SameAnswer } from '../once.js';
import { replyMessage } from '../operations/reply-message.js';
import { requestOperation } from '../operations/request-operation.js';
import { follow, tell, type Told } from '../picture.js';
import { describe, toOne } from '../reply.js';
import { within } from '../within.js';

/**
 * Slack waits 3 s for the acknowledgement. Up to here the answer travels in it, which is the fastest
 * way there is; an answer that takes longer follows on the `response_url`.
 */
const ackWithinMs = 1_500;

type Args = SlackCommandMiddlewareArgs & AllMiddlewareArgs;
type Command = Args['command'];

/** Every slash command of the app, whatever the workspace calls it: none may stay unanswered. */
export function registerCommands(app: App, context: ListenerContext): void {
  const given = new SameAnswer<Promise<Message>>();
  const pictures = new Once();
  app.command(/^/, (args) => onCommand(args, context, given, pictures));
}

async function onCommand(
  { command, ack, respond }: Args,
  context: ListenerContext,
  given: SameAnswer<Promise<Message>>,
  pictures: Once,
): Promise<void> {
  const answering = answer(command, context, given);
  const early = await within(answering, ackWithinMs);
  // A picture takes longer than Slack waits, and what is in an acknowledgement can't be refused.
  const travels = early?.chart === null;
  try {
    await (travels ? ack(toOne(early.message([]))) : ack());
    if (travels) {
      if (early.after !== null && pictures.isFirst(command.trigger_id)) {
        await follow(early, toOne, respond, context);
      }
      return;
    }
  } catch (error) {
    context.log.warn({ error: describe(error) }, 'a command was not acknowledged');
  }
  const told = early ?? (await answering);
  // Slack delivers a command again where it has missed the acknowledgement: one picture is enough.
  const isPicture = told.chart !== null || told.after !== null;
  if (isPicture && !pictures.isFirst(command.trigger_id)) return;
  await tell(told, toOne, respond, context);
}

async function answer(
  command: Command,
  context: ListenerContext,
  given: SameAnswer<Promise<Message>>,
): Promise<Told> {
  try {
    const { word } = parseRequest(command.text);
    const asked = ask(command.text, knownNow(context, command.user_id, command.command));
    const person = { userId: command.user_id, teamId: command.team_id };
    const reads = asked.kind === 'answer' || asked.kind === 'read';
    const use = reads ? 'read' : 'act';
    const verdict = await context.authorisation.check(person, use, `command ${word}`.trim());
    if (verdict.kind === 'refused') return inWords(remark(verdict.sentence));
    if (asked.kind === 'answer') return toldOf(asked.answer);
    if (asked.kind === 'read') return toldOf(await asked.read(context.handlers.records));
    // Slack delivers a command again where it has missed the acknowledgement.
    return inWords(
      await given.to(command.trigger_id, () =>
        asked.kind === 'deed'
          ? carryOutDeed(asked.deed, { actor: verdict.actor, userId: command.user_id }, context)
          : asked.kind === 'postmortem'
            ? handOverPostmortem(
                asked.number,
                { actor: verdict.actor, channelId: command.channel_id },
                context,
              )
            : request(asked.wanted, verdict.actor, command, context),
      ),
    );
  } catch (error) {
    context.log.error({ error: describe(error) }, 'a command could not be answered');
    return inWords(
      remark('pgrepl could not answer this because of an error of its own; its log says more.'),
    );
  }
}

function toldOf(answer: Answer): Told {
  return {
    message: (picture) => answerMessage(answer, picture),
    chart: answer.chart ?? null,
    after: answer.after ?? null,
  };
}

function inWords(message: Message): Told {
  return { message: () => message, chart: null, after: null };
}

async function request(
  { note, ...wanted }: WantedOperation,
  actor: string,
  { user_id: userId, channel_id: channelId }: Command,
  context: ListenerContext,
): Promise<Message> {
  const reply = await requestOperation(
    { ...wanted, forced: false, typedName: null },
    { actor, userId, channelId },
    context,
  );
  return replyMessage(reply, note === null ? [] : [note], context);
}
