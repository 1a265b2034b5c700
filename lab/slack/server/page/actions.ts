import type { PageAction, PageActionResult } from '../../page-api.js';
import type { Core } from '../core.js';
import { runBlockAction } from '../interactions/block-action.js';
import {
  archiveAsPerson,
  moveAppAsPerson,
  renameAsPerson,
} from '../interactions/change-channel.js';
import { deleteAsPerson, editAsPerson } from '../interactions/change-own.js';
import { runCommand } from '../interactions/command.js';
import { openHome } from '../interactions/events.js';
import type { Interaction } from '../interactions/interaction.js';
import { postAsPerson } from '../interactions/post.js';
import { runMessageShortcut } from '../interactions/shortcut.js';
import { closeView, submitView } from '../interactions/view.js';
import type { Message } from '../model/message.js';
import type { User } from '../model/people.js';
import type { View } from '../model/view.js';
import { sees } from './render.js';

const WELL: PageActionResult = { ok: true };

/** Does what a person asked for on the page. */
export async function performAction(core: Core, action: PageAction): Promise<PageActionResult> {
  const user = core.workspace.user(action.user);
  switch (action.kind) {
    case 'post': {
      const { channel, text, threadTs } = action;
      return unlessTold(postAsPerson(core, user, core.workspace.channel(channel), text, threadTs));
    }
    case 'command': {
      const channel = core.workspace.channel(action.channel);
      const { command, text, threadTs } = action;
      return resultOf(await runCommand(core, { user, channel, command, text, threadTs }));
    }
    case 'block-action': {
      const { container, values } = action;
      return resultOf(
        await runBlockAction(core, {
          user,
          container:
            container.type === 'view'
              ? { type: 'view', view: viewOf(core, user, container.viewId) }
              : { type: 'message', message: messageOf(core, user, container) },
          action: action.action,
          values,
        }),
      );
    }
    case 'view-submission':
      return resultOf(await submitView(core, viewOf(core, user, action.viewId), action.values));
    case 'view-closed':
      return resultOf(await closeView(core, viewOf(core, user, action.viewId)));
    case 'open-home':
      for (const app of core.workspace.apps.values()) openHome(core, app, user.id);
      return WELL;
    case 'message-shortcut': {
      const message = messageOf(core, user, action);
      return resultOf(await runMessageShortcut(core, user, action.callbackId, message));
    }
    case 'edit-message':
      return unlessTold(editAsPerson(core, user, messageOf(core, user, action), action.text));
    case 'delete-message':
      return unlessTold(deleteAsPerson(core, user, messageOf(core, user, action)));
    case 'mark-read': {
      const channel = core.workspace.channel(action.channel);
      core.reads.mark(user.id, channel.id, core.messages.all(channel.id).at(-1)?.ts ?? '0');
      core.changes.publish({ kind: 'read', channel, user: user.id });
      return WELL;
    }
    case 'rename-channel': {
      const channel = core.workspace.channel(action.channel);
      return unlessTold(renameAsPerson(core, user, channel, action.name));
    }
    case 'archive-channel': {
      const channel = core.workspace.channel(action.channel);
      return unlessTold(archiveAsPerson(core, user, channel, action.archived));
    }
    case 'app-in-channel': {
      const channel = core.workspace.channel(action.channel);
      return unlessTold(moveAppAsPerson(core, user, channel, action.isMember));
    }
  }
}

function resultOf({ told }: Interaction): PageActionResult {
  return unlessTold(told);
}

/** @param told what the person is told of a failure; null where there was none */
function unlessTold(told: string | null): PageActionResult {
  return told === null ? WELL : { ok: false, message: told };
}

function messageOf(
  core: Core,
  user: User,
  { channel, ts }: { readonly channel: string; readonly ts: string },
): Message {
  const message = core.messages.find(channel, ts);
  if (message === null || !sees(core, user, message)) throw new Error('This message is gone.');
  return message;
}

function viewOf(core: Core, user: User, id: string): View {
  const view = core.views.find(id);
  if (view?.user !== user.id) throw new Error('This view is gone.');
  return view;
}
