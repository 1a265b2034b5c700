import type { App } from '@slack/bolt';
import { attempt, failureInWords } from '../../api/outcome.js';
import { homeView, refusedHome } from '../../blocks/home.js';
import type { ListenerContext } from '../context.js';

/** The Home tab is drawn each time somebody opens it. */
export function registerHome(app: App, context: ListenerContext): void {
  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home') return;
    const person = { userId: event.user, teamId: body.team_id };
    const verdict = await context.authorisation.check(person, 'read', 'home');
    const view =
      verdict.kind === 'allowed'
        ? homeView(context.handlers.fleet(), context.clock.now())
        : refusedHome(verdict.sentence);
    const outcome = await attempt(() =>
      context.lookups.views.publish({ user_id: event.user, view }),
    );
    if (outcome.kind !== 'ok') {
      context.log.warn({ error: failureInWords(outcome) }, 'the Home tab was not published');
    }
  });
}
