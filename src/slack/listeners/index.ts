import type { App } from '@slack/bolt';
import { registerActions } from './actions/index.js';
import { registerCommands } from './commands/pgrepl.js';
import type { ListenerContext } from './context.js';
import { registerViews } from './views/index.js';
import { registerHome } from './events/app-home.js';
import { registerMessages } from './events/messages.js';
import { registerShortcuts } from './shortcuts/index.js';

/** Everything that Slack may send has a listener: what is not acknowledged shows as an error. */
export function registerListeners(app: App, context: ListenerContext): void {
  registerCommands(app, context);
  registerActions(app, context);
  registerViews(app, context);
  registerHome(app, context);
  registerMessages(app, context);
  registerShortcuts(app, context);
  app.options(/^/, async ({ ack }) => {
    await ack({ options: [] });
  });
}
