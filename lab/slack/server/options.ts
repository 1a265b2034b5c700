import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PageUser } from '../page-api.js';
import type { LabClock } from './clock.js';
import type { ManifestInput } from './manifest.js';
import type { RequestUrls } from './model/app.js';
import type { Team } from './model/people.js';

export interface UserSpec {
  /** `U…`; made up if it is not given. */
  readonly id?: string;
  /** What they are called in Slack, without `@`. */
  readonly name: string;
  readonly realName?: string;
  readonly kind?: Exclude<PageUser['kind'], 'bot'>;
  readonly colour?: string;
}

export interface ChannelSpec {
  readonly id?: string;
  readonly name: string;
  readonly isPrivate?: boolean;
  readonly isExtShared?: boolean;
  readonly isArchived?: boolean;
  readonly topic?: string;
  /** By name. All members and admins of the workspace if it is not given. */
  readonly members?: readonly string[];
}

export interface UserGroupSpec {
  readonly id?: string;
  readonly handle: string;
  /** By name. */
  readonly members: readonly string[];
}

export interface AppSpec {
  readonly id?: string;
  readonly name?: string;
  readonly botToken?: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
  /** The manifest's own object, or the JSON or YAML file that it stands in. */
  readonly manifest?: ManifestInput | string;
  /** Where the app takes requests; without them it uses Socket Mode. One URL serves for all three. */
  readonly requestUrls?: RequestUrls | string;
  /** The channels that its bot is a member of, by name; `#pg-alerts` and `#orders` if not given. */
  readonly memberOf?: readonly string[];
}

/** A part of the same server that is not Slack, such as the demo's panel. */
export interface ExtraRoute {
  /** All paths that begin so: `/panel/`. */
  readonly prefix: string;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
}

export interface LocalSlackOptions {
  /** 0, or nothing, for any that is free. One that is taken is chosen around. */
  readonly port?: number;
  readonly clock?: LabClock;
  readonly team?: Team;
  readonly users?: readonly UserSpec[];
  readonly channels?: readonly ChannelSpec[];
  readonly userGroups?: readonly UserGroupSpec[];
  readonly apps?: readonly AppSpec[];
  /** Whether Slack's rate limits are enforced; not unless said. */
  readonly rateLimits?: boolean;
  /** Where the page's `index.html` and what belongs to it stand. */
  readonly pageDirectory?: string;
  readonly routes?: readonly ExtraRoute[];
}
