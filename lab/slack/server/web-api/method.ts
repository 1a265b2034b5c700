import type { Core } from '../core.js';
import type { Json } from '../json.js';
import type { InstalledApp } from '../model/app.js';
import type { Arguments } from './arguments.js';
import { SlackError } from './slack-error.js';

/** What a method of the Web API works with. */
export interface Context {
  readonly core: Core;
  readonly app: InstalledApp;
  readonly args: Arguments;
}

export interface Method {
  /** Which token it takes: a bot's, an app-level one, or none at all. */
  readonly token: 'bot' | 'app' | 'none';
  /** The scope it always needs; what depends on its arguments it asks for itself. */
  readonly scope?: string;
  /** Answers with what stands beside `ok`; throws a {@link SlackError}. */
  readonly run: (context: Context) => Json;
}

/** @throws missing_scope unless the bot has one of these. */
export function requireScope(app: InstalledApp, ...anyOf: readonly string[]): void {
  if (anyOf.some((scope) => app.scopes.includes(scope))) return;
  throw new SlackError('missing_scope', {
    needed: anyOf.join(','),
    provided: app.scopes.join(','),
  });
}
