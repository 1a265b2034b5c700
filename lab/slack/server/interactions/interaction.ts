import type { Core } from '../core.js';
import type { Delivery } from '../delivery/envelope.js';
import type { Json } from '../json.js';
import type { InstalledApp } from '../model/app.js';
import { secret } from '../model/ids.js';
import type { Channel, User } from '../model/people.js';
import type { ResponsePlace } from '../response-urls.js';

/** Something that a person did with an app, and what came of it. */
export interface Interaction {
  /** Messages that answer it carry this. */
  readonly id: string;
  /** Null if nothing was sent to an app. */
  readonly delivery: Delivery | null;
  /** What Slack tells the person about a failure; null if there was none. */
  readonly told: string | null;
  /** Field errors by block id, where a view was refused. */
  readonly errors: Readonly<Record<string, string>>;
  /** The payload as the app got it. */
  readonly payload: Json;
}

/** An interaction that came to nothing before any app heard of it. */
export function refused(told: string, errors: Readonly<Record<string, string>> = {}): Interaction {
  return { id: secret(), delivery: null, told, errors, payload: {} };
}

/** The legacy verification token that still stands in each payload. */
export const VERIFICATION_TOKEN = 'local-slack-verification';

/** A person as payloads show them. */
export function payloadUser(user: User): Json {
  return { id: user.id, username: user.name, name: user.name, team_id: user.teamId };
}

export function payloadTeam(core: Core): Json {
  return { id: core.workspace.team.id, domain: core.workspace.team.domain };
}

/** A channel's name in payloads: private ones are not named there. */
export function payloadChannelName(channel: Channel): string {
  if (channel.type === 'im') return 'directmessage';
  return channel.isPrivate ? 'privategroup' : channel.name;
}

/** What stands in every interactive payload. */
export function commonPayload(core: Core, app: InstalledApp, user: User): Json {
  return {
    user: payloadUser(user),
    api_app_id: app.id,
    token: VERIFICATION_TOKEN,
    team: payloadTeam(core),
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** A fresh response URL. */
export function responseUrl(core: Core, place: ResponsePlace): string {
  return core.origin() + core.responseUrls.issue(place, core.workspace.team.id);
}

/** What a person is told who uses an element of an app that has not switched interactivity on. */
export function refusedInteractivity({ manifest }: InstalledApp): Interaction | null {
  if (manifest.settings.interactivity.is_enabled) return null;
  return refused('This app is not configured to handle interactive responses.');
}

/** What the person is told who clicked something; null if it went well. */
export function toldAfter(delivery: Delivery): string | null {
  return delivery.ok ? null : 'This app did not respond. Try again, or contact the app’s owner.';
}
