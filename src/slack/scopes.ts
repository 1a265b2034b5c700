/**
 * Every Web API method that pgrepl calls, with the bot scopes it needs for what pgrepl does with
 * it: public and private channels, no direct messages. A test holds this table against the calls in
 * this folder, and the manifests against this table.
 */
export const methodScopes = {
  'apps.connections.open': [],
  'auth.test': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.list': ['channels:read', 'groups:read'],
  'conversations.replies': ['channels:history', 'groups:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.update': [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/**
 * Every event that pgrepl listens to, with the scopes without which Slack does not send it.
 *
 * @see https://docs.slack.dev/reference/events
 */
export const eventScopes = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  channel_archive: ['channels:read'],
  channel_left: ['channels:read'],
  channel_rename: ['channels:read'],
  group_archive: ['groups:read'],
  group_left: ['groups:read'],
  group_rename: ['groups:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Scopes that a feature needs, rather than a method: slash commands and shortcuts. */
const featureScopes = ['commands'];

/** All bot scopes that pgrepl needs, sorted. `connections:write` belongs to the app-level token. */
export const neededScopes: readonly string[] = [
  ...new Set<string>([
    ...featureScopes,
    ...Object.values(methodScopes).flat(),
    ...Object.values(eventScopes).flat(),
  ]),
].toSorted();
