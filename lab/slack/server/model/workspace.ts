import type { Changes } from '../changes.js';
import type { LabClock } from '../clock.js';
import { hasMessagesTab, type InstalledApp } from './app.js';
import { Ids } from './ids.js';
import type { Channel, Team, User, UserGroup } from './people.js';

export interface WorkspaceParts {
  readonly team: Team;
  readonly users: readonly User[];
  readonly channels: readonly Channel[];
  readonly userGroups: readonly UserGroup[];
  readonly apps: readonly InstalledApp[];
}

/** Who and what is there: people, channels, groups and apps. */
export class Workspace {
  readonly team: Team;
  readonly users: Map<string, User>;
  readonly channels: Map<string, Channel>;
  readonly userGroups: Map<string, UserGroup>;
  readonly apps: Map<string, InstalledApp>;
  readonly #changes: Changes;
  readonly #clock: LabClock;
  readonly #ims = new Ids();

  constructor(parts: WorkspaceParts, changes: Changes, clock: LabClock) {
    this.team = parts.team;
    this.users = byId(parts.users);
    this.channels = byId(parts.channels);
    this.userGroups = byId(parts.userGroups);
    this.apps = byId(parts.apps);
    this.#changes = changes;
    this.#clock = clock;
  }

  user(id: string): User {
    return found(this.users.get(id), `a user ${id}`);
  }

  /** By id, or by name with or without its `#`. */
  channel(idOrName: string): Channel {
    return found(this.findChannel(idOrName), `a channel ${idOrName}`);
  }

  findChannel(idOrName: string): Channel | undefined {
    return this.channels.get(idOrName) ?? this.#channelByName(idOrName.replace(/^#/, ''));
  }

  app(id: string): InstalledApp {
    return found(this.apps.get(id), `an app ${id}`);
  }

  /** The app whose slash command this is. */
  appOfCommand(command: string): InstalledApp | undefined {
    return [...this.apps.values()].find(({ manifest }) =>
      manifest.features.slash_commands.some((each) => each.command === command),
    );
  }

  /** The direct messages between an app's bot and one person. */
  directMessages(app: InstalledApp, user: string): Channel {
    const known = [...this.channels.values()].find(
      ({ type, members }) => type === 'im' && members.has(user) && members.has(app.botUserId),
    );
    if (known !== undefined) return known;
    const channel: Channel = {
      id: this.#ims.next('D'),
      type: 'im',
      name: app.name,
      isPrivate: true,
      isExtShared: false,
      isPendingShared: false,
      isArchived: false,
      topic: '',
      createdMs: this.#clock.now(),
      members: new Set([user, app.botUserId]),
    };
    this.channels.set(channel.id, channel);
    this.#changes.publish({ kind: 'channel-changed', channel });
    return channel;
  }

  join(channel: Channel, user: User): void {
    if (channel.members.has(user.id)) return;
    channel.members.add(user.id);
    this.#changes.publish({ kind: 'member-joined', channel, user });
    this.#changes.publish({ kind: 'channel-changed', channel });
  }

  leave(channel: Channel, user: User): void {
    if (!channel.members.delete(user.id)) return;
    this.#changes.publish({ kind: 'member-left', channel, user });
    this.#changes.publish({ kind: 'channel-changed', channel });
  }

  /** Whether a person sees a channel in their list: guests and foreigners only their own. */
  canSee(user: User, channel: Channel): boolean {
    if (channel.type === 'im') return channel.members.has(user.id) && this.#isOpen(channel);
    if (channel.members.has(user.id)) return true;
    return !channel.isPrivate && (user.kind === 'member' || user.kind === 'admin');
  }

  /** Direct messages with an app whose Messages tab is on. */
  #isOpen(channel: Channel): boolean {
    return [...this.apps.values()].some(
      (app) => channel.members.has(app.botUserId) && hasMessagesTab(app),
    );
  }

  #channelByName(name: string): Channel | undefined {
    return [...this.channels.values()].find(
      (channel) => channel.type === 'channel' && channel.name === name,
    );
  }
}

function byId<T extends { readonly id: string }>(things: readonly T[]): Map<string, T> {
  return new Map(things.map((thing) => [thing.id, thing]));
}

function found<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) throw new Error(`The local Slack has not got ${what}.`);
  return thing;
}
