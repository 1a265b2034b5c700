import type { Core } from '../core.js';
import type { Json } from '../json.js';
import { secret } from '../model/ids.js';
import type { Message } from '../model/message.js';
import type { User } from '../model/people.js';
import { renderMessage } from '../web-api/render.js';
import { payloadChannel } from './block-action.js';
import {
  commonPayload,
  type Interaction,
  refused,
  refusedInteractivity,
  responseUrl,
  toldAfter,
} from './interaction.js';

/** A person used a message shortcut. */
export async function runMessageShortcut(
  core: Core,
  user: User,
  callbackId: string,
  message: Message,
): Promise<Interaction> {
  const app = [...core.workspace.apps.values()].find(({ manifest }) =>
    manifest.features.shortcuts.some(
      (each) => each.type === 'message' && each.callback_id === callbackId,
    ),
  );
  if (app === undefined) return refused(`No app has a shortcut ${callbackId}.`);
  const refusal = refusedInteractivity(app);
  if (refusal !== null) return refusal;
  const id = secret();
  const payload: Json = {
    type: 'message_action',
    ...commonPayload(core, app, user),
    callback_id: callbackId,
    action_ts: core.timestamps.next(),
    message_ts: message.ts,
    trigger_id: core.triggers.issue(app.id, user.id),
    channel: payloadChannel(core.workspace.channel(message.channel)),
    message: renderMessage(core, message, { withMetadata: true }),
    response_url: responseUrl(core, {
      appId: app.id,
      user: user.id,
      channel: message.channel,
      source: null,
      interaction: id,
    }),
  };
  const delivery = await core.deliveries.send(app, 'interactive', payload);
  return { id, delivery, told: toldAfter(delivery), errors: {}, payload };
}
