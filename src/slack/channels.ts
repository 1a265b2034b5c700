import { attempt, type Outcome } from './api/outcome.js';
import type { WebClient } from './api/clients.js';

/** A channel as Slack lists it to pgrepl. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly isMember: boolean;
  readonly isArchived: boolean;
  /** Shared with another organisation. */
  readonly isShared: boolean;
  readonly isPrivate: boolean;
}

export interface ChannelDirectory {
  /** The id for a channel as configured: `#name`, `name` or an id; null if not known (yet). */
  readonly idOf: (configured: string) => string | null;
  /** Remembers the id that Slack gave for a configured name. */
  readonly remember: (configured: string, id: string) => void;
  /** Asks Slack for the channels there are; what it says replaces what was known. */
  readonly resolve: () => Promise<Outcome<readonly Channel[]>>;
}

/** Ids of conversations: public and private channels, and direct messages. */
const idPattern = /^[CGD][A-Z0-9]{6,}$/;

const pageSize = 200;

/** More channels than this are not paged through: an id in the configuration needs no list. */
const maxPages = 50;

/** Resolves configured channel names to Slack's ids. */
export function createChannelDirectory(client: WebClient): ChannelDirectory {
  const ids = new Map<string, string>();
  return {
    idOf: (configured) =>
      idPattern.test(configured) ? configured : (ids.get(bareName(configured)) ?? null),
    remember: (configured, id) => {
      if (!idPattern.test(configured)) ids.set(bareName(configured), id);
    },
    resolve: async () => {
      const outcome = await listChannels(client);
      if (outcome.kind === 'ok') {
        for (const channel of outcome.data) {
          if (!channel.isArchived || !ids.has(channel.name)) ids.set(channel.name, channel.id);
        }
      }
      return outcome;
    },
  };
}

/** Finds a configured channel in a list. */
export function findChannel(configured: string, channels: readonly Channel[]): Channel | undefined {
  const name = bareName(configured);
  return (
    channels.find(({ id }) => id === configured) ??
    channels.find((channel) => channel.name === name && !channel.isArchived) ??
    channels.find((channel) => channel.name === name)
  );
}

function bareName(configured: string): string {
  return configured.replace(/^#/, '').toLowerCase();
}

async function listChannels(client: WebClient): Promise<Outcome<readonly Channel[]>> {
  const channels: Channel[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const outcome = await attempt(() =>
      client.conversations.list({
        types: 'public_channel,private_channel',
        limit: pageSize,
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    if (outcome.kind !== 'ok') return outcome;
    for (const channel of outcome.data.channels ?? []) {
      if (channel.id === undefined) continue;
      channels.push({
        id: channel.id,
        name: (channel.name ?? '').toLowerCase(),
        isMember: channel.is_member ?? false,
        isArchived: channel.is_archived ?? false,
        isShared: channel.is_ext_shared ?? false,
        isPrivate: channel.is_private ?? false,
      });
    }
    const next = outcome.data.response_metadata?.next_cursor ?? '';
    if (next === '') break;
    cursor = next;
  }
  return { kind: 'ok', data: channels };
}
