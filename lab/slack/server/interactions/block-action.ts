import type { Core } from '../core.js';
import type { Json } from '../json.js';
import type { InstalledApp } from '../model/app.js';
import { secret } from '../model/ids.js';
import { isReply, type Message } from '../model/message.js';
import type { Channel, User } from '../model/people.js';
import type { View } from '../model/view.js';
import { renderMessage, renderView } from '../web-api/render.js';
import {
  commonPayload,
  type Interaction,
  refused,
  refusedInteractivity,
  responseUrl,
  toldAfter,
} from './interaction.js';

export type StateValues = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface ClickedAction {
  readonly user: User;
  readonly container:
    | { readonly type: 'message'; readonly message: Message }
    | { readonly type: 'view'; readonly view: View };
  /** As Slack sends it, without its `action_ts`. */
  readonly action: Json;
  readonly values: StateValues;
}

/** A person used an element of a message or a view. */
export async function runBlockAction(core: Core, clicked: ClickedAction): Promise<Interaction> {
  const { user, container, values } = clicked;
  const appId = container.type === 'message' ? container.message.appId : container.view.appId;
  if (appId === null) return refused('This message is no app’s.');
  const app = core.workspace.app(appId);
  const refusal = refusedInteractivity(app);
  if (refusal !== null) return refusal;
  const id = secret();
  const { seconds, micros } = actionTime(core);
  const payload: Json = {
    type: 'block_actions',
    ...commonPayload(core, app, user),
    trigger_id: core.triggers.issue(app.id, user.id),
    ...(container.type === 'message'
      ? inMessage(core, app, user, container.message, values, id)
      : inView(core, container.view, values)),
    actions: [{ ...clicked.action, action_ts: `${seconds}.${micros}` }],
  };
  const delivery = await core.deliveries.send(app, 'interactive', payload);
  return { id, delivery, told: toldAfter(delivery), errors: {}, payload };
}

function inMessage(
  core: Core,
  app: InstalledApp,
  user: User,
  message: Message,
  values: StateValues,
  interaction: string,
): Json {
  const channel = core.workspace.channel(message.channel);
  const isEphemeral = message.ephemeralFor !== null;
  const threadTs = isReply(message) ? message.threadTs : null;
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(threadTs === null ? {} : { thread_ts: threadTs }),
    },
    channel: payloadChannel(channel),
    // Slack does not send back what only one person sees.
    ...(isEphemeral ? {} : { message: renderMessage(core, message, { withMetadata: true }) }),
    state: { values },
    response_url: responseUrl(core, {
      appId: app.id,
      user: user.id,
      channel: channel.id,
      source: { ts: message.ts, threadTs },
      interaction,
    }),
  };
}

function inView(core: Core, view: View, values: StateValues): Json {
  return {
    container: { type: 'view', view_id: view.id },
    view: renderView(core, view, values),
    state: { values },
  };
}

export function payloadChannel(channel: Channel): Json {
  const name = channel.type === 'im' ? 'directmessage' : channel.name;
  return { id: channel.id, name: channel.isPrivate ? 'privategroup' : name };
}

function actionTime(core: Core): { readonly seconds: string; readonly micros: string } {
  const [seconds = '0', micros = '0'] = core.timestamps.next().split('.');
  return { seconds, micros };
}
