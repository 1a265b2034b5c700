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
  /**
   * Asks Slack for the channels there are; what it says replaces what was known. Where it is broken
   * off the names that came are known, and the next call goes on from there: with thousands of
   * channels Slack's limit of some 20 pages a minute comes before the end of the list.
   */
  readonly resolve: () => Promise<Outcome<readonly Channel[]>>;
}

/** Ids of conversations: public and private channels, and direct messages. */
const idPattern = /^[CGD][A-Z0-9]{6,}$/;

const pageSize = 200;

/** More channels than this are not paged through: an id in the configuration needs no list. */
const mostChannels = 10_000;

/** Resolves configured channel names to Slack's ids. */
export function createChannelDirectory(client: WebClient): ChannelDirectory {
  const ids = new Map<string, string>();
  const listing: Listing = { channels: [], cursor: undefined };
  const learn = (channels: readonly Channel[]): void => {
    for (const { name, id, isArchived } of channels) {
      if (!isArchived || !ids.has(name)) ids.set(name, id);
    }
  };
  return {
    idOf: (configured) =>
      idPattern.test(configured) ? configured : (ids.get(bareName(configured)) ?? null),
    remember: (configured, id) => {
      if (!idPattern.test(configured)) ids.set(bareName(configured), id);
    },
    resolve: () => listChannels(client, listing, learn),
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

/** How far a list has come that could not be read to its end. */
interface Listing {
  channels: Channel[];
  cursor: string | undefined;
}

async function listChannels(
  client: WebClient,
  listing: Listing,
  learn: (channels: readonly Channel[]) => void,
): Promise<Outcome<readonly Channel[]>> {
  const anew = (): void => {
    listing.channels = [];
    listing.cursor = undefined;
  };
  for (;;) {
    const { cursor } = listing;
    const outcome = await attempt(() =>
      client.conversations.list({
        types: 'public_channel,private_channel',
        limit: pageSize,
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    if (outcome.kind !== 'ok') {
      // A cursor that Slack does not know any more leads nowhere.
      if (outcome.kind === 'refused') anew();
      return outcome;
    }
    const page = (outcome.data.channels ?? []).flatMap(readChannel);
    learn(page);
    listing.channels.push(...page);
    const next = outcome.data.response_metadata?.next_cursor ?? '';
    if (next === '' || listing.channels.length >= mostChannels) {
      const { channels } = listing;
      anew();
      return { kind: 'ok', data: channels };
    }
    listing.cursor = next;
  }
}

type ListedChannel = NonNullable<
  Awaited<ReturnType<WebClient['conversations']['list']>>['channels']
>[number];

function readChannel(channel: ListedChannel): readonly Channel[] {
  if (channel.id === undefined) return [];
  return [
    {
      id: channel.id,
      name: (channel.name ?? '').toLowerCase(),
      isMember: channel.is_member ?? false,
      isArchived: channel.is_archived ?? false,
      isShared: channel.is_ext_shared ?? false,
      isPrivate: channel.is_private ?? false,
    },
  ];
}
