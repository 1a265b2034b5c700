import { listNames, safeName } from './safe-text.js';

/** What happened to a channel that pgrepl posts to. */
export type ChannelTrouble =
  | { readonly kind: 'renamed'; readonly name: string }
  | { readonly kind: 'archived' }
  /** pgrepl was removed from it. */
  | { readonly kind: 'removed' };

/** Slack takes no longer name for a channel. */
const longestChannel = 81;

/**
 * @param channel as the configuration has it
 * @param clusters whose incidents are told there; none for the fallback channel alone
 * @param hasFallback whether another channel takes its messages until then
 */
export function channelTroubleWords(
  trouble: ChannelTrouble,
  channel: string,
  clusters: readonly string[],
  hasFallback: boolean,
): string {
  const name = safeName(channel, longestChannel);
  const use =
    clusters.length === 0
      ? `${name}, the fallback channel,`
      : `${name}, where pgrepl tells of ${listNames(clusters)},`;
  const until =
    clusters.length === 0
      ? 'Until then nothing falls back to it.'
      : hasFallback
        ? 'Until then its messages come to the fallback channel; none is lost.'
        : 'Until then its messages wait; none is lost.';
  switch (trouble.kind) {
    case 'renamed': {
      const now = `#${safeName(trouble.name, longestChannel)}`;
      return `${use} is called ${now} now. pgrepl goes on posting there until it is restarted; then it looks for ${name}. Write ${now}, or the channel's id, into pgrepl.yaml.`;
    }
    case 'archived':
      return `${use} was archived. Unarchive it, or name another channel in pgrepl.yaml and restart pgrepl. ${until}`;
    case 'removed':
      return `pgrepl was removed from ${use.replace(/,$/, '')}. Invite it back there: \`/invite @pgrepl\`. ${until}`;
  }
}

/** @param what `INC-7 of orders`, or `an operation` */
export function deletedRootWords(what: string): string {
  return `The first message of ${what} was deleted in Slack. It is posted anew when there is something to tell; nothing of the record is lost.`;
}
