import { COLOURS, defaultApp, defaultChannels, defaultTeam } from './defaults.js';
import { defaultUserGroups, defaultUsers, FOREIGN_TEAM } from './defaults.js';
import { parseManifest, readManifest } from './manifest.js';
import type { InstalledApp, RequestUrls } from './model/app.js';
import type { Ids } from './model/ids.js';
import type { Channel, Team, User, UserGroup } from './model/people.js';
import type { WorkspaceParts } from './model/workspace.js';
import type {
  AppSpec,
  ChannelSpec,
  LocalSlackOptions,
  UserGroupSpec,
  UserSpec,
} from './options.js';

/** The workspace that the options describe. @throws if they contradict themselves */
export function buildWorkspace(
  options: LocalSlackOptions,
  ids: Ids,
  nowMs: number,
): WorkspaceParts {
  const team = options.team ?? defaultTeam;
  const specs = options.apps ?? [defaultApp];
  const apps = specs.map((spec, index) => buildApp(spec, index, ids));
  const people = (options.users ?? defaultUsers).map((spec, index) =>
    buildUser(spec, index, team, ids),
  );
  const bots = apps.map((app) => buildBot(app, team));
  const users = [...people, ...bots];
  const channels = (options.channels ?? defaultChannels).map((spec) =>
    buildChannel(spec, users, ids, nowMs),
  );
  for (const [index, app] of apps.entries())
    joinAll(app, specs[index]?.memberOf ?? defaultMemberships(channels), channels);
  const groups = options.userGroups ?? (options.users === undefined ? defaultUserGroups : []);
  const userGroups = groups.map((spec) => buildGroup(spec, users, ids));
  return { team, users, channels, userGroups, apps };
}

function buildApp(spec: AppSpec, index: number, ids: Ids): InstalledApp {
  const given = spec.manifest ?? defaultApp.manifest;
  const manifest = typeof given === 'string' ? readManifest(given) : parseManifest(given);
  const number = index === 0 ? '' : `-${index + 1}`;
  return {
    id: spec.id ?? ids.next('A'),
    name:
      spec.name ?? manifest.features.bot_user?.display_name ?? manifest.display_information.name,
    botId: ids.next('B'),
    botUserId: ids.next('U'),
    botToken: spec.botToken ?? `xoxb-local-slack${number}`,
    appToken: spec.appToken ?? `xapp-local-slack${number}`,
    signingSecret: spec.signingSecret ?? `local-slack-signing-secret${number}`,
    scopes: manifest.oauth_config.scopes.bot,
    manifest,
    requestUrls: requestUrls(spec.requestUrls),
  };
}

function requestUrls(given: RequestUrls | string | undefined): RequestUrls | null {
  if (given === undefined) return null;
  return typeof given === 'string'
    ? { commands: given, interactivity: given, events: given }
    : given;
}

function buildUser(spec: UserSpec, index: number, team: Team, ids: Ids): User {
  const kind = spec.kind ?? 'member';
  return {
    id: spec.id ?? ids.next('U'),
    teamId: kind === 'foreign' ? FOREIGN_TEAM : team.id,
    name: spec.name,
    realName: spec.realName ?? spec.name,
    kind,
    timeZone: 'Etc/UTC',
    colour: spec.colour ?? COLOURS[index % COLOURS.length] ?? '#616061',
  };
}

function buildBot(app: InstalledApp, team: Team): User {
  const name = app.name.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  return {
    id: app.botUserId,
    teamId: team.id,
    name,
    realName: app.name,
    kind: 'bot',
    timeZone: 'Etc/UTC',
    colour: '#336791',
  };
}

function buildChannel(spec: ChannelSpec, users: readonly User[], ids: Ids, nowMs: number): Channel {
  const everybody = users
    .filter(({ kind }) => kind === 'member' || kind === 'admin')
    .map(({ name }) => name);
  return {
    id: spec.id ?? ids.next('C'),
    type: 'channel',
    name: spec.name,
    isPrivate: spec.isPrivate ?? false,
    isExtShared: spec.isExtShared ?? false,
    isPendingShared: false,
    isArchived: spec.isArchived ?? false,
    topic: spec.topic ?? '',
    createdMs: nowMs,
    members: new Set((spec.members ?? everybody).map((name) => idOf(name, users))),
  };
}

function buildGroup(
  { id, handle, members }: UserGroupSpec,
  users: readonly User[],
  ids: Ids,
): UserGroup {
  return {
    id: id ?? ids.next('S'),
    handle,
    name: handle,
    members: members.map((name) => idOf(name, users)),
  };
}

function defaultMemberships(channels: readonly Channel[]): readonly string[] {
  return defaultApp.memberOf.filter((name) => channels.some((channel) => channel.name === name));
}

function joinAll(app: InstalledApp, names: readonly string[], channels: readonly Channel[]): void {
  for (const name of names) {
    const channel = channels.find((each) => each.name === name.replace(/^#/, ''));
    if (channel === undefined) throw new Error(`There is no channel #${name} for ${app.name}.`);
    channel.members.add(app.botUserId);
  }
}

function idOf(name: string, users: readonly User[]): string {
  const user = users.find((each) => each.name === name || each.id === name);
  if (user === undefined) throw new Error(`There is no user ${name}.`);
  return user.id;
}
