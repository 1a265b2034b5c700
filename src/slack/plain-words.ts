/** Slack's three control characters in what people write. */
const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/**
 * What a person wrote in Slack's mark-up as plain text: people as the audit log names them, channels
 * and links by what is read of them.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function plainWords(markup: string): string {
  return markup
    .replace(/<([^<>]*)>/g, (_, inner: string) => referenceText(inner))
    .replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity)
    .trim();
}

function referenceText(inner: string): string {
  const [target = '', label] = inner.split('|', 2);
  if (target.startsWith('@')) return `slack:${target.slice(1)}`;
  if (target.startsWith('#')) return `#${label ?? target.slice(1)}`;
  if (target.startsWith('!subteam^')) return label ?? `slack:${target.slice('!subteam^'.length)}`;
  if (target.startsWith('!date^')) return label ?? target;
  if (target.startsWith('!')) return `@${label ?? target.slice(1)}`;
  const address = target.replace(/^mailto:/, '');
  return label === undefined || label === address ? address : `${label} (${address})`;
}

/** The words behind the first mention of this user, or all of them if it is not mentioned. */
export function withoutMention(markup: string, user: string): string {
  return markup.replace(new RegExp(`<@${user}(?:\\|[^>]*)?>[,:]?`), ' ').trim();
}
