import { setTimeout as pause } from 'node:timers/promises';
import { client, createClients } from './api/clients.js';
import { attempt, failureInWords, type Outcome } from './api/outcome.js';
import {
  createChannelDirectory,
  findChannel,
  type Channel,
  type ChannelDirectory,
} from './channels.js';
import { checkPeople, type NamedPrincipal } from './check-people.js';
import { fail, pass, warn, type SlackCheck } from './check.js';
import { createIdentity, type Identity } from './identity.js';
import type { Log } from './ports.js';
import { neededScopes } from './scopes.js';

export interface CheckSlackOptions {
  readonly botToken: string | null;
  readonly mode:
    | { readonly kind: 'socket'; readonly appToken: string | null }
    | { readonly kind: 'http'; readonly signingSecret: string | null };
  readonly apiUrl?: string | undefined;
  /** Channels as configured: `#name` or an id, each with what it is for. */
  readonly channels: readonly { readonly channel: string; readonly purpose: string }[];
  /** Who may ask for operations or approve them. */
  readonly people: readonly NamedPrincipal[];
  readonly log: Log;
}

const timeoutMs = 10_000;
/** How long a check waits in all for Slack's limits, ms. */
const patienceMs = 60_000;

/** Tries everything that pgrepl needs of Slack, without posting anything. */
export async function checkSlack(options: CheckSlackOptions): Promise<readonly SlackCheck[]> {
  const { botToken, apiUrl, log } = options;
  if (botToken === null) {
    return [
      fail(
        'SLACK_BOT_TOKEN is not set.',
        'Install the Slack app to your workspace and set its bot token (xoxb-…).',
      ),
      ...(await checkWayIn(options)),
    ];
  }
  const { alerts } = createClients({ botToken, apiUrl, log });
  const [identity, wayIn] = await Promise.all([
    createIdentity(alerts).learn(),
    checkWayIn(options),
  ]);
  if (identity.kind !== 'ok') return [tokenRefused(identity), ...wayIn];
  const channels = await listed(createChannelDirectory(alerts));
  return [
    ...checkIdentity(identity.data),
    ...wayIn,
    ...checkChannels(options, channels),
    ...(await checkPeople(alerts, identity.data.teamId, options.people)),
  ];
}

/** A list that Slack's limit breaks off goes on when Slack says. */
async function listed(directory: ChannelDirectory): Promise<Outcome<readonly Channel[]>> {
  for (let waitedMs = 0; ;) {
    const outcome = await directory.resolve();
    if (outcome.kind !== 'rate-limited' || waitedMs >= patienceMs) return outcome;
    waitedMs += outcome.retryAfterMs;
    await pause(outcome.retryAfterMs);
  }
}

function tokenRefused(outcome: Exclude<Outcome<Identity>, { kind: 'ok' }>): SlackCheck {
  if (outcome.kind === 'refused') {
    return fail(
      `Slack refuses the bot token: ${outcome.error}.`,
      'Copy the Bot User OAuth Token (xoxb-…) of the installed app into SLACK_BOT_TOKEN.',
    );
  }
  return fail(
    `Slack can't be reached: ${failureInWords(outcome)}.`,
    'Check the network from this machine to Slack, and SLACK_API_URL if it is set.',
  );
}

function checkIdentity({ teamName, teamId, scopes }: Identity): SlackCheck[] {
  const valid = pass(`The bot token is valid, for the workspace ${teamName} (${teamId}).`);
  if (scopes === null) {
    const message = 'Slack does not say which scopes the token has.';
    return [valid, warn(message, `It needs ${neededScopes.join(', ')}.`)];
  }
  const missing = neededScopes.filter((scope) => !scopes.includes(scope));
  if (missing.length === 0) return [valid, pass('The bot token has every scope that is needed.')];
  return [
    valid,
    fail(
      `The bot token lacks ${missing.length === 1 ? 'the scope' : 'the scopes'} ${missing.join(', ')}.`,
      'Bring the app to the manifest in manifests/, then reinstall it to the workspace.',
    ),
  ];
}

async function checkWayIn({ mode, apiUrl, log }: CheckSlackOptions): Promise<SlackCheck[]> {
  if (mode.kind === 'http') {
    if (mode.signingSecret !== null) return [pass('The signing secret is set.')];
    const remedy = "Copy it from the app's Basic Information.";
    return [fail('SLACK_SIGNING_SECRET is not set.', remedy)];
  }
  const { appToken } = mode;
  const remedy =
    'Make an app-level token with the scope connections:write under Basic Information and set SLACK_APP_TOKEN (xapp-…); Socket Mode must be enabled.';
  if (appToken === null) return [fail('SLACK_APP_TOKEN is not set.', remedy)];
  const lookups = client({ apiUrl, log }, appToken, timeoutMs);
  const outcome = await attempt(() => lookups.apps.connections.open());
  if (outcome.kind === 'ok') return [pass('The app token opens a Socket Mode connection.')];
  return [fail(`Socket Mode does not open: ${failureInWords(outcome)}.`, remedy)];
}

function checkChannels(
  { channels }: CheckSlackOptions,
  listed: Outcome<readonly Channel[]>,
): SlackCheck[] {
  if (listed.kind !== 'ok') {
    const remedy = 'The scopes channels:read and groups:read are needed to find channels by name.';
    return [fail(`The channels can't be listed: ${failureInWords(listed)}.`, remedy)];
  }
  return channels.map(({ channel, purpose }) => checkChannel(channel, purpose, listed.data));
}

function checkChannel(configured: string, purpose: string, list: readonly Channel[]): SlackCheck {
  const channel = findChannel(configured, list);
  const name = `The channel ${configured} (${purpose})`;
  if (channel === undefined) {
    return fail(
      `${name} does not exist, or it is private and pgrepl is not in it.`,
      'Correct its name, or invite pgrepl there: /invite @pgrepl.',
    );
  }
  if (channel.isArchived) return fail(`${name} is archived.`, 'Unarchive it, or name another.');
  if (!channel.isMember) {
    return fail(
      `pgrepl is not in ${configured} (${purpose}).`,
      'Invite it there: /invite @pgrepl.',
    );
  }
  if (channel.isShared) {
    return warn(
      `${name} is shared with another organisation, which reads along.`,
      'Name a channel of your own workspace, unless this is meant.',
    );
  }
  return pass(`${name} is there and pgrepl is in it.`);
}
