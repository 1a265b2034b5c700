import type { SocketMode } from '../delivery/socket-mode.js';
import type { Method } from './method.js';
import { SlackError } from './slack-error.js';

/** apps.connections.open: where the app's next WebSocket connects to. */
export function openConnection(sockets: SocketMode): Method {
  return {
    token: 'app',
    run: ({ core, app }) => {
      const { socket_mode_enabled: enabled } = app.manifest.settings;
      if (app.requestUrls !== null || !enabled) throw new SlackError('forbidden_request_type');
      return { url: core.origin().replace(/^http/, 'ws') + sockets.issueTicket(app.id) };
    },
  };
}
