import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { webApi } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commandHelp } from './commands/ask.js';
import { slackEventsPath } from './connection/http.js';
import { noteShortcut } from './listeners/shortcuts/index.js';
import { eventScopes, methodScopes, neededScopes } from './scopes.js';

type Manifest = webApi.AppsManifestValidateArguments['manifest'];

const here = import.meta.dirname;
const url = `https://pgrepl.example.com${slackEventsPath}`;

const events = [
  'app_home_opened',
  'app_mention',
  'channel_archive',
  'channel_left',
  'channel_rename',
  'group_archive',
  'group_left',
  'group_rename',
  'message.channels',
  'message.groups',
] as const;

/** The app as its types know it: a scope or an event that Slack does not have does not compile. */
function app(http: boolean): Manifest {
  return {
    display_information: {
      name: 'pgrepl',
      description: 'Watches PostgreSQL streaming replication and says what broke.',
      background_color: '#1f3a5f',
    },
    features: {
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: false,
        messages_tab_read_only_enabled: true,
      },
      bot_user: { display_name: 'pgrepl', always_online: true },
      slash_commands: [
        {
          command: '/pgrepl',
          description: 'The state of your PostgreSQL replication',
          usage_hint: commandHelp.map(({ usage }) => usage).join(' | '),
          should_escape: false,
          ...(http && { url }),
        },
      ],
      shortcuts: [
        {
          name: 'Add to incident timeline',
          type: 'message',
          callback_id: noteShortcut,
          description: 'Puts this message on the timeline of an incident',
        },
      ],
    },
    oauth_config: {
      scopes: {
        bot: [
          'app_mentions:read',
          'channels:history',
          'groups:history',
          'channels:read',
          'groups:read',
          'chat:write',
          'commands',
          'files:write',
          'usergroups:read',
          'users:read',
        ],
      },
    },
    settings: {
      event_subscriptions: { bot_events: [...events], ...(http && { request_url: url }) },
      interactivity: { is_enabled: true, ...(http && { request_url: url }) },
      org_deploy_enabled: false,
      socket_mode_enabled: !http,
      token_rotation_enabled: false,
    },
  };
}

function manifest(name: string): unknown {
  return parse(readFileSync(join(here, '../../manifests', name), 'utf8'));
}

function sources(): string[] {
  return readdirSync(here, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('testing'),
    )
    .map((file) => readFileSync(join(here, file), 'utf8'));
}

/** Everything that looks like a call of a Web API method in this folder's sources. */
function calledMethods(): string[] {
  const called = new Set<string>();
  for (const text of sources()) {
    const calls = text.matchAll(/\b(?:client|lookups|alerts)((?:\s*\.[a-zA-Z]+){2,})\s*\(/g);
    for (const [, path = ''] of calls) called.add(path.replace(/\s/g, '').slice(1));
    // The SDK opens a Socket Mode connection by itself.
    if (/new SocketModeReceiver/.test(text)) called.add('apps.connections.open');
  }
  return [...called].toSorted();
}

/** Every event that a listener in this folder is registered for, by the name that Bolt gives it. */
function heardEvents(): string[] {
  const heard = sources().flatMap((text) =>
    [...text.matchAll(/\.event\('(\w+)'/g)].map(([, name = '']) => name),
  );
  return [...new Set(heard)].toSorted();
}

describe('manifests', () => {
  it('are what Slack’s own types allow', () => {
    expect(manifest('pgrepl.socket-mode.yaml')).toEqual(app(false));
    expect(manifest('pgrepl.http.yaml')).toEqual(app(true));
  });

  it('subscribe to the events that are listened to, and no others', () => {
    const byType = new Set(events.map((name) => name.replace(/^message\..*/, 'message')));
    expect(heardEvents()).toEqual([...byType].toSorted());
    expect([...events].toSorted()).toEqual(Object.keys(eventScopes).toSorted());
  });

  it('ask for the scopes that the calls need, and no others', () => {
    expect(calledMethods()).toEqual(Object.keys(methodScopes).toSorted());
    for (const http of [true, false]) {
      expect(app(http).oauth_config?.scopes?.bot?.toSorted()).toEqual(neededScopes);
    }
  });
});
