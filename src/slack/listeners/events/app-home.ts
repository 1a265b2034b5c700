import type { App } from '@slack/bolt';
import type { Home } from '../../home/home.js';

/** The Home tab is drawn each time somebody opens it, and kept up to date for a while. */
export function registerHome(app: App, home: Home): void {
  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home') return;
    await home.show({ userId: event.user, teamId: body.team_id }, true);
  });
}
