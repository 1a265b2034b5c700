import { setTimeout as pause } from 'node:timers/promises';
import type { RespondArguments, types } from '@slack/bolt';
import type { LagChart } from '../../wording/lag-chart/model.js';
import { failureInWords } from '../api/outcome.js';
import { pictureMessage } from '../blocks/answer.js';
import { pictureBlock } from '../blocks/chart.js';
import { contextBlock } from '../blocks/limits.js';
import type { Message } from '../blocks/message.js';
import { nativeCharts } from '../blocks/native-chart.js';
import { uploadFiles } from '../files/upload.js';
import type { ListenerContext } from './context.js';
import { describe, inPlace, replyOrLog, toOne, type Reply } from './reply.js';

/** The blocks of a picture; none for words alone. */
export type Picture = readonly types.KnownBlock[];

/** What is told to one person or to a channel, with a picture or without. */
export interface Told {
  /** The message with these blocks in it. */
  readonly message: (picture: Picture) => Message;
  readonly chart: LagChart | null;
  /** A picture that follows in a message of its own. */
  readonly after: LagChart | null;
}

/** How a message is sent: to whom, in which place. */
type Style = (message: Message) => RespondArguments;

/**
 * How long Slack is waited for to work through a picture that it was handed, ms, before each of the
 * attempts: it refuses one that it has not worked through, without a word about how long that takes
 * (slackapi/node-slack-sdk issue 1865). A reply may be sent five times in all.
 */
const workMs = [800, 2_000, 5_000] as const;

/**
 * Tells it, with the picture as Slack's own chart where the workspace takes that, else as an image,
 * else in words alone.
 */
export async function tell(
  told: Told,
  style: Style,
  reply: Reply,
  context: ListenerContext,
): Promise<void> {
  await show(told, style, reply, context);
  await follow(told, style === inPlace ? toOne : style, reply, context);
}

/** Tells what follows on what was told, if anything does. */
export async function follow(
  { after }: Told,
  style: Style,
  reply: Reply,
  context: ListenerContext,
): Promise<void> {
  if (after === null) return;
  const message = (picture: Picture): Message => pictureMessage(after, picture);
  await show({ message, chart: after }, style, reply, context);
}

async function show(
  { message, chart }: Pick<Told, 'message' | 'chart'>,
  style: Style,
  reply: Reply,
  context: ListenerContext,
): Promise<void> {
  const { native, log } = context;
  const send = (blocks: Picture): Promise<boolean> => sent(reply, style(message(blocks)), context);
  if (chart === null) {
    await replyOrLog(reply, style(message([])), log);
    return;
  }
  const charts = native.mayBeTaken ? nativeCharts(chart) : null;
  if (charts !== null && (await send(charts))) return;
  const uploaded = await upload(chart, context);
  if ('fileId' in uploaded) {
    for (const pauseMs of workMs) {
      await pause(pauseMs);
      if (!(await send([pictureBlock(chart, uploaded.fileId)]))) continue;
      // The same reply with an image in its place is taken: it was the chart that was not.
      if (charts !== null) native.refused();
      return;
    }
  }
  const why = 'why' in uploaded ? uploaded.why : 'Slack does not show it here';
  log.warn({ why }, 'a picture could not be shown');
  await replyOrLog(reply, style(message([contextBlock(`The picture is missing: ${why}.`)])), log);
}

async function upload(
  chart: LagChart,
  { handlers, files, log }: ListenerContext,
): Promise<{ readonly fileId: string } | { readonly why: string }> {
  const png = await handlers.png(chart);
  if (png === null) return { why: "it could not be drawn; pgrepl's log says more" };
  const { title, altText } = chart;
  const file = { name: 'lag.png', title, content: png, altText };
  const outcome = await uploadFiles(files, [file], null);
  const fileId = outcome.kind === 'ok' ? outcome.data[0] : undefined;
  if (fileId !== undefined) return { fileId };
  const error = outcome.kind === 'ok' ? 'no file' : failureInWords(outcome);
  log.warn({ error }, 'a picture could not be uploaded');
  return outcome.kind === 'refused' && outcome.error === 'missing_scope'
    ? { why: 'the app lacks the scope `files:write`; reinstall it with its present manifest' }
    : { why: 'Slack did not take it' };
}

/** True if Slack took the reply; false if it refused what is in it. Any other failure is as good as sent. */
async function sent(
  reply: Reply,
  message: RespondArguments,
  { log }: ListenerContext,
): Promise<boolean> {
  try {
    await reply(message);
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    log.warn({ error: describe(error) }, 'a reply did not reach Slack');
    return true;
  }
}

/** Slack says 400 or 404 where it does not take the blocks (slackapi/java-slack-sdk issue 1349). */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    error.statusCode >= 400 &&
    error.statusCode < 500 &&
    error.statusCode !== 429
  );
}
