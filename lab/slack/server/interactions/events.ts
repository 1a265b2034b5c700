import type { Change } from '../changes.js';
import type { Core } from '../core.js';
import type { Json } from '../json.js';
import type { InstalledApp } from '../model/app.js';
import { renderView } from '../web-api/render.js';
import { archived, left, membership, renamed } from './channel-events.js';
import { VERIFICATION_TOKEN } from './interaction.js';
import { deleted, edited, posted } from './message-events.js';
import type { NamedEvent } from './named-event.js';

/** Sends apps the events that they have subscribed to, until the returned function is called. */
export function sendEvents(core: Core): () => void {
  return core.changes.subscribe((change) => {
    for (const app of core.workspace.apps.values()) {
      const { bot_events: wanted } = app.manifest.settings.event_subscriptions;
      for (const { name, event } of eventsOf(core, app, change))
        if (wanted.includes(name)) void core.deliveries.sendEvent(app, wrap(core, app, event()));
    }
  });
}

/** Tells the app that a person opened its Home or Messages tab. */
export function openHome(core: Core, app: InstalledApp, user: string): void {
  const { bot_events: events } = app.manifest.settings.event_subscriptions;
  if (!events.includes('app_home_opened')) return;
  const home = core.views.home(user, app.id);
  void core.deliveries.sendEvent(
    app,
    wrap(core, app, {
      type: 'app_home_opened',
      user,
      channel: core.workspace.directMessages(app, user).id,
      tab: 'home',
      event_ts: core.timestamps.next(),
      ...(home === null ? {} : { view: renderView(core, home) }),
    }),
  );
}

function eventsOf(core: Core, app: InstalledApp, change: Change): readonly NamedEvent[] {
  switch (change.kind) {
    case 'message-posted':
      return posted(core, app, change.message);
    case 'message-edited':
      return edited(core, app, change.message, change.previous);
    case 'message-deleted':
      return deleted(core, app, change.message, change.gone);
    case 'channel-renamed':
      return renamed(core, app, change.channel);
    case 'channel-archived':
      return archived(core, app, change.channel, 'archive');
    case 'channel-unarchived':
      return archived(core, app, change.channel, 'unarchive');
    case 'member-joined':
      return membership(core, app, change.channel, change.user, 'member_joined_channel');
    case 'member-left':
      return left(core, app, change.channel, change.user);
    default:
      return [];
  }
}

/** An event as Slack wraps it. */
function wrap(core: Core, app: InstalledApp, event: Json): Json {
  const { id: teamId } = core.workspace.team;
  return {
    token: VERIFICATION_TOKEN,
    team_id: teamId,
    context_team_id: teamId,
    context_enterprise_id: null,
    api_app_id: app.id,
    event,
    type: 'event_callback',
    event_id: core.ids.next('Ev'),
    event_time: Math.floor(core.clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: teamId,
        user_id: app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: core.timestamps.next(),
  };
}
