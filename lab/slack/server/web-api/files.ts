import type { Core } from '../core.js';
import { isObject, type Json, objectsOf, stringOf } from '../json.js';
import { secret } from '../model/ids.js';
import { postableChannel } from './channels.js';
import type { Context, Method } from './method.js';
import { invalidArguments, SlackError } from './slack-error.js';

export const files: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': { token: 'bot', scope: 'files:write', run: getUploadUrl },
  'files.completeUploadExternal': { token: 'bot', scope: 'files:write', run: complete },
};

interface Upload {
  readonly id: string;
  readonly appId: string;
  readonly name: string;
  readonly length: number;
  content: Buffer | null;
  completed: boolean;
}

/** The uploads of each local Slack, by their secret path. */
const uploads = new WeakMap<Core, Map<string, Upload>>();

function uploadsOf(core: Core): Map<string, Upload> {
  const known = uploads.get(core) ?? new Map<string, Upload>();
  uploads.set(core, known);
  return known;
}

/** What was posted to an upload URL. Answers the HTTP status. */
export function receiveUpload(core: Core, path: string, content: Buffer): number {
  const upload = uploadsOf(core).get(path);
  if (upload === undefined) return 404;
  if (content.length < upload.length) return 400;
  upload.content = content;
  return 200;
}

function getUploadUrl({ core, app, args }: Context): Json {
  const name = args.string('filename');
  const length = args.integer('length', 0, 0, 1_000_000_000);
  if (length === 0) throw new SlackError('invalid_arguments');
  const path = `/upload/v1/${secret()}`;
  const id = core.ids.next('F');
  uploadsOf(core).set(path, { id, appId: app.id, name, length, content: null, completed: false });
  return { upload_url: core.origin() + path, file_id: id };
}

function complete(context: Context): Json {
  const { core, app, args } = context;
  const wanted = objectsOf(args.json('files'));
  if (wanted.length === 0) throw invalidArguments('missing required field: files');
  const found = wanted.map(({ id, title }) => {
    const upload = [...uploadsOf(core).values()].find((each) => each.id === id);
    if (upload?.appId !== app.id || upload.completed) throw new SlackError('file_not_found');
    if (upload.content === null) throw new SlackError('file_not_found');
    return { upload, title: stringOf(title) ?? upload.name };
  });
  const target = args.optionalString('channel_id');
  const channel = target === null ? null : postableChannel(core, app, target);
  const shown = found.map(({ upload, title }) => ({ id: upload.id, title, name: upload.name }));
  for (const { upload } of found) upload.completed = true;
  if (channel !== null) share(context, channel.id, shown);
  return { files: shown };
}

function share({ core, app, args }: Context, channel: string, shown: readonly Json[]): void {
  const names = shown.map(({ title }) => String(title)).join(', ');
  core.messages.post({
    channel,
    user: app.botUserId,
    appId: app.id,
    content: {
      text: [args.optionalString('initial_comment'), `:page_facing_up: ${names}`]
        .filter((part) => part !== null)
        .join('\n'),
      blocks: [],
      attachments: shown.filter(isObject),
      metadata: null,
    },
    threadTs: args.optionalString('thread_ts'),
    subtype: 'file_share',
  });
}
