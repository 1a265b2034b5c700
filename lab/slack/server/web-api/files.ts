import { isObject, type Json, objectsOf, stringOf } from '../json.js';
import { mimeTypeOf, type StoredFile } from '../model/file-store.js';
import { postableChannel } from './channels.js';
import { threadRoot } from './chat-post.js';
import type { Context, Method } from './method.js';
import { invalidArguments, SlackError } from './slack-error.js';

export const files: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': { token: 'bot', scope: 'files:write', run: getUploadUrl },
  'files.completeUploadExternal': { token: 'bot', scope: 'files:write', run: complete },
  'files.info': { token: 'bot', scope: 'files:read', run: info },
};

const LONGEST_ALT_TEXT = 1_000;

function getUploadUrl({ core, app, args }: Context): Json {
  const name = args.string('filename');
  const length = args.integer('length', 0, 0, 1_000_000_000);
  if (length === 0) throw new SlackError('invalid_arguments');
  if ((args.optionalString('alt_txt') ?? '').length > LONGEST_ALT_TEXT)
    throw new SlackError('alt_txt_too_large');
  const { file, path } = core.files.announce(app.id, name, length);
  return { upload_url: core.origin() + path, file_id: file.id };
}

function complete(context: Context): Json {
  const { core, app, args } = context;
  const given = args.json('files');
  if (!Array.isArray(given) || !given.every(isObject))
    throw invalidArguments('missing required field: files');
  const wanted = objectsOf(given);
  if (wanted.length === 0) throw invalidArguments('missing required field: files');
  const found = wanted.map(({ id, title }) => {
    const file = typeof id === 'string' ? core.files.find(id) : null;
    if (file?.appId !== app.id || file.readyAtMs !== null || file.content === null)
      throw new SlackError('file_not_found');
    return { file, title: stringOf(title) ?? file.name };
  });
  const target = args.optionalString('channel_id');
  const channel = target === null ? null : postableChannel(core, app, target);
  const root = channel === null ? null : threadRoot(context, channel);
  for (const { file, title } of found) core.files.complete(file, title);
  const shown = found.map(({ file }) => fileOf(context, file));
  if (channel !== null) {
    core.messages.post({
      channel: channel.id,
      user: app.botUserId,
      appId: app.id,
      content: {
        text: args.optionalString('initial_comment') ?? '',
        blocks: [],
        attachments: [],
        metadata: null,
      },
      files: shown,
      threadTs: root?.ts ?? null,
      subtype: 'file_share',
    });
  }
  return { files: found.map(({ file }) => ({ id: file.id, title: file.title })) };
}

function info(context: Context): Json {
  const file = context.core.files.find(context.args.string('file'));
  if (file === null || file.readyAtMs === null) throw new SlackError('file_not_found');
  return { file: fileOf(context, file) };
}

/** A file as Slack shows it: its type is known only once Slack has worked through it. */
function fileOf({ core }: Context, file: StoredFile): Json {
  const isReady = file.readyAtMs !== null && core.clock.now() >= file.readyAtMs;
  return {
    id: file.id,
    created: Math.floor(file.createdMs / 1000),
    name: file.name,
    title: file.title,
    mimetype: isReady ? mimeTypeOf(file) : '',
    size: file.length,
    mode: 'hosted',
    url_private: `${core.origin()}/page/files/${file.id}`,
  };
}
