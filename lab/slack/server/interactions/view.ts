import type { Core } from '../core.js';
import { isObject, type Json, objectOf, objectsOf, stringOf } from '../json.js';
import { secret } from '../model/ids.js';
import type { View } from '../model/view.js';
import { renderView } from '../web-api/render.js';
import { SlackError } from '../web-api/slack-error.js';
import { readView } from '../web-api/views.js';
import type { StateValues } from './block-action.js';
import { commonPayload, type Interaction, refused } from './interaction.js';
import { missingInputs } from './state-values.js';

const TROUBLE = 'We had some trouble connecting. Try again?';

/** A person submitted a modal. */
export async function submitView(
  core: Core,
  view: View,
  values: StateValues,
): Promise<Interaction> {
  const missing = missingInputs(view, values);
  if (Object.keys(missing).length > 0) {
    core.views.refuse(view, missing);
    return refused('Please complete the required fields.', missing);
  }
  const app = core.workspace.app(view.appId);
  const user = core.workspace.user(view.user);
  const payload: Json = {
    type: 'view_submission',
    ...commonPayload(core, app, user),
    trigger_id: core.triggers.issue(app.id, user.id),
    view: renderView(core, view, values),
    response_urls: [],
  };
  const id = secret();
  const delivery = await core.deliveries.send(app, 'interactive', payload);
  if (!delivery.ok) return { id, delivery, told: TROUBLE, errors: {}, payload };
  const { told, errors } = act(core, view, delivery.payload);
  return { id, delivery, told, errors, payload };
}

/** A person closed a modal; the app hears of it only if it asked to. */
export async function closeView(core: Core, view: View): Promise<Interaction> {
  const clears = view.content['clear_on_close'] === true;
  const closed = clears ? [...core.views.modals(view.user)].reverse() : [view];
  for (const each of closed) core.views.close(each);
  const heard = closed.find(({ content }) => content['notify_on_close'] === true);
  if (heard === undefined) return { ...refused(''), told: null };
  const app = core.workspace.app(heard.appId);
  const payload: Json = {
    type: 'view_closed',
    ...commonPayload(core, app, core.workspace.user(heard.user)),
    view: renderView(core, heard),
    is_cleared: clears,
  };
  const delivery = await core.deliveries.send(app, 'interactive', payload);
  return { id: secret(), delivery, told: null, errors: {}, payload };
}

interface Acted {
  readonly told: string | null;
  readonly errors: Readonly<Record<string, string>>;
}

const WELL: Acted = { told: null, errors: {} };

/** Does what the app's acknowledgement says: nothing at all closes the view. */
function act(core: Core, view: View, answer: unknown): Acted {
  const action = isObject(answer) ? answer['response_action'] : undefined;
  try {
    switch (action) {
      case undefined:
        core.views.close(view);
        return WELL;
      case 'clear':
        for (const each of [...core.views.modals(view.user)].reverse()) core.views.close(each);
        return WELL;
      case 'update':
        core.views.update(view, readView(objectOf(answer)['view'], 'modal'));
        return WELL;
      case 'push':
        if (!core.views.hasRoom(view.user)) throw new SlackError('push_limit_reached');
        core.views.push(view.appId, view.user, readView(objectOf(answer)['view'], 'modal'));
        return WELL;
      case 'errors':
        return refuse(core, view, objectOf(objectOf(answer)['errors']));
      default:
        return { told: TROUBLE, errors: {} };
    }
  } catch (error) {
    if (error instanceof SlackError) return { told: TROUBLE, errors: {} };
    throw error;
  }
}

/** Errors belong to input blocks of the view; Slack shows none of them if one does not. */
function refuse(core: Core, view: View, given: Json): Acted {
  const inputs = objectsOf(view.content['blocks']).filter(({ type }) => type === 'input');
  const errors: Record<string, string> = {};
  for (const [blockId, message] of Object.entries(given)) {
    const text = stringOf(message);
    if (text === null || !inputs.some((block) => block['block_id'] === blockId))
      return { told: TROUBLE, errors: {} };
    errors[blockId] = text;
  }
  if (Object.keys(errors).length === 0) return { told: TROUBLE, errors: {} };
  core.views.refuse(view, errors);
  return { told: null, errors };
}
