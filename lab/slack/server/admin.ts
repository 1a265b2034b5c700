import type { PageUser } from '../page-api.js';
import type { Core } from './core.js';

/** What a workspace's administrators do. Channels, people and groups go by id or name. */
export class Admin {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  renameChannel(channel: string, name: string): void {
    const found = this.#core.workspace.channel(channel);
    found.name = name;
    this.#core.changes.publish({ kind: 'channel-renamed', channel: found });
  }

  archiveChannel(channel: string, archived = true): void {
    const found = this.#core.workspace.channel(channel);
    found.isArchived = archived;
    const kind = archived ? 'channel-archived' : 'channel-unarchived';
    this.#core.changes.publish({ kind, channel: found });
  }

  /** Shares a channel with another organisation, or ends that; `pending` until it accepts. */
  shareChannel(channel: string, shared: boolean | 'pending' = true): void {
    const found = this.#core.workspace.channel(channel);
    found.isExtShared = shared === true;
    found.isPendingShared = shared === 'pending';
    this.#core.changes.publish({ kind: 'channel-changed', channel: found });
  }

  /** Invites a person, or an app's bot by the app's name. */
  invite(channel: string, user: string): void {
    this.#core.workspace.join(this.#core.workspace.channel(channel), this.#user(user));
  }

  remove(channel: string, user: string): void {
    this.#core.workspace.leave(this.#core.workspace.channel(channel), this.#user(user));
  }

  /** Deactivates somebody, makes them a guest, and so on. */
  setKind(user: string, kind: PageUser['kind']): void {
    const found = this.#user(user);
    found.kind = kind;
    this.#core.changes.publish({ kind: 'user-changed', user: found });
  }

  /** Somebody moves to another place. */
  setTimeZone(user: string, timeZone: string): void {
    this.#user(user).timeZone = timeZone;
  }

  setGroupMembers(handle: string, members: readonly string[]): void {
    const groups = [...this.#core.workspace.userGroups.values()];
    const group = groups.find((each) => each.handle === handle || each.id === handle);
    if (group === undefined) throw new Error(`There is no user group ${handle}.`);
    group.members = members.map((member) => this.#user(member).id);
  }

  #user(idOrName: string): ReturnType<Core['workspace']['user']> {
    const users = [...this.#core.workspace.users.values()];
    const user = users.find(({ id, name }) => id === idOrName || name === idOrName);
    if (user === undefined) throw new Error(`There is no user ${idOrName}.`);
    return user;
  }

  /** Makes this a workspace that has, or has not, got `data_visualization` blocks yet. */
  setCharts(known: boolean): void {
    this.#core.features.charts = known;
  }
}
