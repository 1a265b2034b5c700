import type { PageUser } from '../../page-api.js';

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
}

export interface User {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly realName: string;
  kind: PageUser['kind'];
  /** An IANA name. */
  timeZone: string;
  readonly colour: string;
}

export interface Channel {
  readonly id: string;
  readonly type: 'channel' | 'im';
  name: string;
  readonly isPrivate: boolean;
  isExtShared: boolean;
  /** Invited, and not accepted yet: Slack calls such a channel neither shared nor unshared. */
  isPendingShared: boolean;
  isArchived: boolean;
  topic: string;
  readonly createdMs: number;
  readonly members: Set<string>;
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  members: readonly string[];
}

export function pageUser(user: User): PageUser {
  const { id, name, realName, kind, colour } = user;
  return { id, name, realName, kind, colour };
}
