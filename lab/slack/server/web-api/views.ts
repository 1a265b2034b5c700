import { assignIds } from '../block-kit/assign-ids.js';
import { viewProblems } from '../block-kit/validate.js';
import { isObject, type Json, objectsOf, stringOf } from '../json.js';
import type { View } from '../model/view.js';
import type { Context, Method } from './method.js';
import { renderView } from './render.js';
import { invalidArguments, SlackError } from './slack-error.js';

const LARGEST_VIEW_BYTES = 250_000;

export const views: Readonly<Record<string, Method>> = {
  'views.open': { token: 'bot', run: open },
  'views.push': { token: 'bot', run: push },
  'views.update': { token: 'bot', run: update },
  'views.publish': { token: 'bot', run: publish },
};

function open(context: Context): Json {
  const { core, app } = context;
  const content = readView(context.args.json('view'), 'modal');
  checkExternalId(context, content, null);
  const user = useTrigger(context);
  return { view: renderView(core, core.views.open(app.id, user, content)) };
}

function push(context: Context): Json {
  const { core, app } = context;
  const content = readView(context.args.json('view'), 'modal');
  checkExternalId(context, content, null);
  const user = useTrigger(context, (who) => {
    if (core.views.modals(who).length === 0) throw new SlackError('not_found');
    if (!core.views.hasRoom(who)) throw new SlackError('push_limit_reached');
  });
  return { view: renderView(core, core.views.push(app.id, user, content)) };
}

function update(context: Context): Json {
  const { core, app, args } = context;
  const id = args.optionalString('view_id');
  const externalId = args.optionalString('external_id');
  if ((id === null) === (externalId === null))
    throw invalidArguments('must define either `view_id` or `external_id`');
  const view =
    id === null ? core.views.findExternal(app.id, externalId ?? '') : core.views.find(id);
  if (view?.appId !== app.id) throw new SlackError('not_found');
  checkHash(args.optionalString('hash'), view);
  const content = readView(args.json('view'), view.type);
  checkExternalId(context, content, view);
  core.views.update(view, content);
  return { view: renderView(core, view) };
}

function publish(context: Context): Json {
  const { core, app, args } = context;
  if (app.manifest.features.app_home?.home_tab_enabled !== true)
    throw new SlackError('not_enabled');
  const user = args.string('user_id');
  if (!core.workspace.users.has(user)) throw new SlackError('user_not_found');
  const content = readView(args.json('view'), 'home');
  const known = core.views.home(user, app.id);
  if (known !== null) checkHash(args.optionalString('hash'), known);
  checkExternalId(context, content, known);
  return { view: renderView(core, core.views.publishHome(app.id, user, content)) };
}

/** A view that an app sent, checked and with ids. @throws invalid_arguments, view_too_large */
export function readView(given: unknown, type: 'modal' | 'home'): Json {
  if (given === undefined) throw invalidArguments('missing required field: view');
  if (!isObject(given)) throw invalidArguments('must provide an object [json-pointer:/view]');
  const problems = viewProblems(given, type);
  if (problems.length > 0) throw invalidArguments(...problems);
  if (Buffer.byteLength(JSON.stringify(given)) > LARGEST_VIEW_BYTES)
    throw new SlackError('view_too_large');
  return { ...given, blocks: assignIds(objectsOf(given['blocks'])) };
}

/** Whom the trigger id belongs to; it is used up only if nothing else is in the way. */
function useTrigger({ core, app, args }: Context, check?: (user: string) => void): string {
  const id = args.optionalString('trigger_id') ?? args.string('interactivity_pointer');
  const verdict = core.triggers.look(id, app.id);
  if (!verdict.ok) throw new SlackError(verdict.error);
  check?.(verdict.user);
  core.triggers.use(id);
  return verdict.user;
}

function checkHash(hash: string | null, view: View): void {
  if (hash !== null && hash !== view.hash) throw new SlackError('hash_conflict');
}

function checkExternalId({ core, app }: Context, content: Json, own: View | null): void {
  const externalId = stringOf(content['external_id']);
  if (externalId === null || externalId === '') return;
  const other = core.views.findExternal(app.id, externalId);
  if (other !== null && other !== own) throw new SlackError('duplicate_external_id');
}
