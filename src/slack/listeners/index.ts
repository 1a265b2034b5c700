import type { App } from '@slack/bolt';
import { registerActions } from './actions/index.js';
import { registerCommands } from './commands/pgrepl.js';
import type { Home } from '../home/home.js';
import type { ListenerContext } from './context.js';
import { registerViews } from './views/index.js';
import { registerHome } from './events/app-home.js';
import { registerChannels } from './events/channels.js';
import { registerMessages } from './events/messages.js';
import { registerShortcuts } from './shortcuts/index.js';

/** Everything that Slack may send has a listener: what is not acknowledged shows as an error. */
export function registerListeners(app: App, context: ListenerContext, home: Home): void {
  registerCommands(app, context);
  registerActions(app, context, home);
  registerViews(app, context);
  registerHome(app, home);
  registerMessages(app, context);
  registerChannels(app, context);
  registerShortcuts(app, context);
  app.options(/^/, async ({ ack }) => {
    await ack({ options: [] });
  });
}
