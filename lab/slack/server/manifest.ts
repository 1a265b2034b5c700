import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const schema = z.object({
  display_information: z.object({ name: z.string().min(1).max(35) }),
  features: z
    .object({
      app_home: z
        .object({
          home_tab_enabled: z.boolean().default(false),
          messages_tab_enabled: z.boolean().default(true),
        })
        .optional(),
      bot_user: z.object({ display_name: z.string().min(1).max(80) }).optional(),
      slash_commands: z
        .array(
          z.object({
            command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
            description: z.string().min(1).max(2000),
            usage_hint: z.string().max(1000).default(''),
            url: z.url().optional(),
            should_escape: z.boolean().default(false),
          }),
        )
        .max(50)
        .default([]),
      shortcuts: z
        .array(
          z.object({
            name: z.string().min(1).max(24),
            type: z.enum(['message', 'global']),
            callback_id: z.string().min(1).max(255),
            description: z.string().min(1).max(150),
          }),
        )
        .max(10)
        .default([]),
    })
    .default({ slash_commands: [], shortcuts: [] }),
  oauth_config: z
    .object({ scopes: z.object({ bot: z.array(z.string()).max(255).default([]) }) })
    .default({ scopes: { bot: [] } }),
  settings: z
    .object({
      event_subscriptions: z
        .object({ request_url: z.url().optional(), bot_events: z.array(z.string()).default([]) })
        .default({ bot_events: [] }),
      interactivity: z
        .object({ is_enabled: z.boolean(), request_url: z.url().optional() })
        .default({ is_enabled: false }),
      socket_mode_enabled: z.boolean().default(false),
    })
    .default({
      event_subscriptions: { bot_events: [] },
      interactivity: { is_enabled: false },
      socket_mode_enabled: false,
    }),
});

/** An app's manifest, as far as the local Slack acts on it. */
export type Manifest = z.output<typeof schema>;
export type ManifestInput = z.input<typeof schema>;

/** The scope without which Slack does not send an event. */
const EVENT_SCOPES: Readonly<Record<string, readonly string[]>> = {
  app_mention: ['app_mentions:read'],
  channel_archive: ['channels:read'],
  channel_left: ['channels:read'],
  channel_rename: ['channels:read'],
  channel_unarchive: ['channels:read'],
  group_archive: ['groups:read'],
  group_left: ['groups:read'],
  group_rename: ['groups:read'],
  group_unarchive: ['groups:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  user_change: ['users:read'],
};

/** @throws if Slack would not save this manifest: what is missing stands in the message. */
export function parseManifest(input: unknown): Manifest {
  const manifest = schema.parse(input);
  const scopes = manifest.oauth_config.scopes.bot;
  const problems: string[] = [];
  for (const event of manifest.settings.event_subscriptions.bot_events) {
    const needed = EVENT_SCOPES[event] ?? [];
    if (needed.length > 0 && !needed.some((scope) => scopes.includes(scope)))
      problems.push(`the event ${event} needs the scope ${needed.join(' or ')}`);
  }
  if (manifest.features.slash_commands.length > 0 && !scopes.includes('commands'))
    problems.push('slash commands need the scope commands');
  if (manifest.features.shortcuts.length > 0 && !scopes.includes('commands'))
    problems.push('shortcuts need the scope commands');
  if (scopes.includes('connections:write'))
    problems.push('connections:write belongs to an app-level token');
  if (problems.length > 0) throw new Error(`Slack refuses this manifest: ${problems.join('; ')}.`);
  return manifest;
}

/** Reads a manifest from a JSON or YAML file. */
export function readManifest(file: string): Manifest {
  return parseManifest(parse(readFileSync(file, 'utf8')));
}
