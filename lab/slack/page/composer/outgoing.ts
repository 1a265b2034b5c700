import type { PageAction, PageChannel, PageCommand, PageUser } from '../../page-api.js';
import { escape } from '../text/mrkdwn.js';

export interface Place {
  readonly user: string;
  readonly channel: string;
  readonly thread: string | null;
}

interface Names {
  readonly users: readonly PageUser[];
  readonly channels: readonly PageChannel[];
}

export type Outgoing =
  | { readonly kind: 'action'; readonly action: PageAction }
  /** Slackbot's answer to a command that comes to nothing. */
  | { readonly kind: 'slackbot'; readonly message: string };

/** What pressing Enter means: a command, or a message with its mentions made Slack's. */
export function outgoing(
  typed: string,
  place: Place,
  known: {
    readonly commands: readonly PageCommand[];
    readonly users: readonly PageUser[];
    readonly channels: readonly PageChannel[];
  },
): Outgoing {
  const { user, channel, thread } = place;
  const where = { user, channel, ...(thread === null ? {} : { threadTs: thread }) };
  const [, command = '', text = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(typed) ?? [];
  if (command === '') {
    return { kind: 'action', action: { kind: 'post', ...where, text: asMrkdwn(typed, known) } };
  }
  if (known.commands.some((candidate) => candidate.command === command)) {
    return { kind: 'action', action: { kind: 'command', ...where, command, text: text.trim() } };
  }
  const invited = membershipCommand(command, text, place, known);
  if (invited !== null) return invited;
  return {
    kind: 'slackbot',
    message: `\`${escape(command)}\` is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.\n\nIf you are trying to send a message and not run a command, try preceding the "/" with an empty space.`,
  };
}

/** Slack's own `/invite` and `/remove`, for the app: nobody else comes or goes here. */
function membershipCommand(
  command: string,
  text: string,
  { user, channel, thread }: Place,
  { users }: Names,
): Outgoing | null {
  if (command !== '/invite' && command !== '/remove') return null;
  const app = users.find(({ kind }) => kind === 'bot');
  if (thread !== null) {
    return { kind: 'slackbot', message: `${command} is not supported in threads. Sorry!` };
  }
  if (app === undefined || text.trim().replace(/^@/, '') !== app.name) {
    const who = app === undefined ? '' : ` but @${escape(app.name)}`;
    return {
      kind: 'slackbot',
      message: `In the local Slack nobody${who} comes or goes with \`${command}\`.`,
    };
  }
  const isMember = command === '/invite';
  return { kind: 'action', action: { kind: 'app-in-channel', user, channel, isMember } };
}

/** What was typed as Slack's client sends it. */
export function asMrkdwn(typed: string, known: Names): string {
  return escape(typed.trim()).replace(
    /(^|[\s(])([@#])([\w.-]*\w)/g,
    (found: string, before: string, mark: string, name: string) => {
      if (mark === '#') {
        const channel = known.channels.find((candidate) => candidate.name === name);
        return channel === undefined ? found : `${before}<#${channel.id}|${channel.name}>`;
      }
      if (name === 'here' || name === 'channel' || name === 'everyone')
        return `${before}<!${name}>`;
      const user = known.users.find((candidate) => candidate.name === name);
      return user === undefined ? found : `${before}<@${user.id}>`;
    },
  );
}

/** A message as it would be typed: what {@link asMrkdwn} makes into this text. */
export function asTyped(text: string, { users, channels }: Names): string {
  return text
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (whole, id: string) => {
      const user = users.find((candidate) => candidate.id === id);
      return user === undefined ? whole : `@${user.name}`;
    })
    .replace(/<#(\w+)(?:\|[^>]*)?>/g, (whole, id: string) => {
      const channel = channels.find((candidate) => candidate.id === id);
      return channel === undefined ? whole : `#${channel.name}`;
    })
    .replace(/<!(here|channel|everyone)>/g, '@$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
