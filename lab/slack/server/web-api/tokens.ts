import type { Core } from '../core.js';
import type { InstalledApp } from '../model/app.js';
import type { Method } from './method.js';
import { SlackError } from './slack-error.js';

/** The app that a token belongs to. @throws not_authed, invalid_auth, not_allowed_token_type … */
export function authenticate(core: Core, token: string | null, method: Method): InstalledApp {
  if (token === null || token === '') throw new SlackError('not_authed');
  const app = [...core.workspace.apps.values()].find(
    ({ botToken, appToken }) => token === botToken || token === appToken,
  );
  if (app === undefined) throw new SlackError('invalid_auth');
  const revoked = core.revocations.of(token);
  if (revoked !== null) throw new SlackError(revoked);
  if (token !== (method.token === 'app' ? app.appToken : app.botToken))
    throw new SlackError('not_allowed_token_type');
  return app;
}
