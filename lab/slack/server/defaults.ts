import type { ManifestInput } from './manifest.js';
import type { AppSpec, ChannelSpec, UserGroupSpec, UserSpec } from './options.js';
import type { Team } from './model/people.js';

export const defaultTeam: Team = { id: 'T0LABTEAM', name: 'Local Slack', domain: 'local-slack' };

/** The workspace that the foreign person belongs to. */
export const FOREIGN_TEAM = 'T0ELSEWHERE';

export const defaultUsers: readonly UserSpec[] = [
  { id: 'U0DBA', name: 'dba', realName: 'DBA on call', kind: 'admin', colour: '#1264a3' },
  { id: 'U0SRE', name: 'sre', realName: 'SRE on call', kind: 'member', colour: '#2eb67d' },
  { id: 'U0REQUESTER', name: 'requester', realName: 'Requester', colour: '#e01e5a' },
  { id: 'U0GUEST', name: 'guest', realName: 'Guest', kind: 'guest', colour: '#ecb22e' },
  { id: 'U0FORMER', name: 'former', realName: 'Left last year', kind: 'deactivated' },
  { id: 'U0FOREIGN', name: 'partner', realName: 'Another team', kind: 'foreign' },
];

export const defaultChannels: readonly ChannelSpec[] = [
  { id: 'C0GENERAL', name: 'general', topic: 'Everything for everybody' },
  { id: 'C0ALERTS', name: 'pg-alerts', topic: 'What happens to our PostgreSQL clusters' },
  { id: 'C0ORDERS', name: 'orders', topic: 'The orders service' },
  { id: 'C0DBAS', name: 'dba-private', isPrivate: true, members: ['dba', 'sre'] },
  {
    id: 'C0SHARED',
    name: 'ext-partner',
    isExtShared: true,
    topic: 'Shared with another company',
    members: ['dba', 'sre', 'partner'],
  },
  { id: 'C0OLD', name: 'old-migration', isArchived: true },
  { id: 'C0LOBBY', name: 'lobby', members: ['dba', 'sre', 'requester', 'guest'] },
];

export const defaultUserGroups: readonly UserGroupSpec[] = [
  { id: 'S0DBAONCALL', handle: 'dba-oncall', members: ['dba', 'sre'] },
];

/** What pgrepl needs of Slack, for tests that bring no manifest of their own. */
const defaultManifest: ManifestInput = {
  display_information: { name: 'pgrepl' },
  features: {
    app_home: { home_tab_enabled: true, messages_tab_enabled: true },
    bot_user: { display_name: 'pgrepl' },
    slash_commands: [
      {
        command: '/pgrepl',
        description: 'The state of PostgreSQL replication',
        usage_hint: 'status [cluster] | lag [cluster] | help',
      },
    ],
    shortcuts: [],
  },
  oauth_config: {
    scopes: {
      bot: [
        'channels:history',
        'channels:read',
        'chat:write',
        'commands',
        'files:write',
        'groups:history',
        'groups:read',
        'im:write',
        'usergroups:read',
        'users:read',
      ],
    },
  },
  settings: {
    event_subscriptions: { bot_events: ['app_home_opened'] },
    interactivity: { is_enabled: true },
    socket_mode_enabled: true,
  },
};

export const defaultApp = {
  name: 'pgrepl',
  manifest: defaultManifest,
  memberOf: ['pg-alerts', 'orders', 'dba-private', 'ext-partner'],
} satisfies AppSpec;

export const COLOURS = ['#1264a3', '#2eb67d', '#e01e5a', '#ecb22e', '#36c5f0', '#611f69'] as const;
