import type { Core } from '../core.js';
import type { Delivery } from '../delivery/envelope.js';
import { isObject, type Json } from '../json.js';
import type { InstalledApp } from '../model/app.js';
import { secret } from '../model/ids.js';
import type { Channel, User } from '../model/people.js';
import type { ResponsePlace } from '../response-urls.js';
import { SlackError } from '../web-api/slack-error.js';
import {
  type Interaction,
  payloadChannelName,
  refused,
  responseUrl,
  VERIFICATION_TOKEN,
} from './interaction.js';
import { respond } from './respond.js';

export interface TypedCommand {
  readonly user: User;
  readonly channel: Channel;
  /** With its slash. */
  readonly command: string;
  /** What was typed after it. */
  readonly text: string;
  readonly threadTs?: string | undefined;
}

/** Runs a slash command. */
export async function runCommand(core: Core, typed: TypedCommand): Promise<Interaction> {
  const { user, channel, command } = typed;
  if (typed.threadTs !== undefined)
    return refused(`${command} is not supported in threads. Sorry!`);
  if (channel.isArchived) return refused('This channel has been archived.');
  const app = core.workspace.appOfCommand(command);
  if (app === undefined)
    return refused(
      `${command} is not a valid command. In Slack, all messages that start with the "/" ` +
        'character are interpreted as slash commands.',
    );
  const id = secret();
  const place: ResponsePlace = {
    appId: app.id,
    user: user.id,
    channel: channel.id,
    source: null,
    interaction: id,
  };
  const payload = commandPayload(core, app, typed, responseUrl(core, place));
  const delivery = await core.deliveries.send(app, 'slash_commands', payload);
  const told = toldAfterCommand(command, delivery) ?? showAnswer(core, place, command, delivery);
  return { id, delivery, told, errors: {}, payload };
}

function commandPayload(
  core: Core,
  app: InstalledApp,
  { user, channel, command, text }: TypedCommand,
  url: string,
): Json {
  const { team } = core.workspace;
  const isForeign = user.teamId !== team.id;
  return {
    token: VERIFICATION_TOKEN,
    team_id: user.teamId,
    team_domain: isForeign ? 'elsewhere' : team.domain,
    channel_id: channel.id,
    channel_name: payloadChannelName(channel),
    user_id: user.id,
    user_name: user.name,
    command,
    text: shouldEscape(app, command) ? escapeNames(core, text.trim()) : text.trim(),
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url: url,
    trigger_id: core.triggers.issue(app.id, user.id),
  };
}

function shouldEscape(app: InstalledApp, command: string): boolean {
  return app.manifest.features.slash_commands.some(
    (each) => each.command === command && each.should_escape,
  );
}

/** `@name` and `#name` as `<@U…|name>` and `<#C…|name>`, where there are such. */
function escapeNames(core: Core, text: string): string {
  const users = [...core.workspace.users.values()];
  return text
    .replace(/(^|\s)@([\w.-]+)/g, (all, before: string, name: string) => {
      const user = users.find((each) => each.name === name);
      return user === undefined ? all : `${before}<@${user.id}|${name}>`;
    })
    .replace(/(^|\s)#([\w.-]+)/g, (all, before: string, name: string) => {
      const channel = core.workspace.findChannel(name);
      return channel === undefined ? all : `${before}<#${channel.id}|${name}>`;
    });
}

function toldAfterCommand(command: string, delivery: Delivery): string | null {
  if (delivery.ok) return null;
  return delivery.reason === 'timeout'
    ? `${command} failed because the app did not respond. ` +
        'Please try again or contact the app developer.'
    : `${command} failed with the error "dispatch_failed"`;
}

/** A command may be answered with its acknowledgement: text, or a message. */
function showAnswer(
  core: Core,
  place: ResponsePlace,
  command: string,
  delivery: Delivery,
): string | null {
  const answer = delivery.ok ? asMessage(delivery.payload) : null;
  if (answer === null) return null;
  try {
    respond(core, place, answer);
    return null;
  } catch (error) {
    if (error instanceof SlackError) return `${command} failed with the error "${error.code}"`;
    throw error;
  }
}

function asMessage(payload: unknown): Json | null {
  if (typeof payload === 'string') return payload === '' ? null : { text: payload };
  return isObject(payload) && Object.keys(payload).length > 0 ? payload : null;
}
