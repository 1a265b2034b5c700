import type { Core } from '../core.js';
import type { Json } from '../json.js';
import type { ResponsePlace } from '../response-urls.js';
import { Arguments } from '../web-api/arguments.js';
import { newContent, readContent, showing } from '../web-api/content.js';
import { SlackError } from '../web-api/slack-error.js';

/**
 * Does what a message sent to a response URL, or with an acknowledgement, asks for: a new message
 * for the person alone or for the channel, or another content, or none, for the one they clicked.
 *
 * @throws SlackError as chat.postMessage does
 */
export function respond(core: Core, place: ResponsePlace, given: Json): void {
  const args = new Arguments(given);
  const source = place.source === null ? null : core.messages.find(place.channel, place.source.ts);
  if (args.boolean('delete_original')) {
    if (source !== null) core.messages.delete(source);
    return;
  }
  const app = core.workspace.app(place.appId);
  const content = newContent(readContent(args, { ...showing({ core, app }), limitTotal: false }));
  if (args.boolean('replace_original') && source !== null) {
    source.inAnswerTo = place.interaction;
    core.messages.edit(source, content, app.botUserId);
    return;
  }
  const type = args.optionalString('response_type') ?? 'ephemeral';
  if (type !== 'ephemeral' && type !== 'in_channel') throw new SlackError('invalid_response_type');
  core.messages.post({
    channel: place.channel,
    user: app.botUserId,
    appId: app.id,
    content,
    threadTs: args.optionalString('thread_ts'),
    inAnswerTo: place.interaction,
    ...(type === 'ephemeral' ? { ephemeralFor: place.user } : {}),
  });
}
