/**
 * Where a message's permalink leads: to its channel, with the message's thread open. Slack's form is
 * `/archives/C…/p1700000000000100`, for a reply with `?thread_ts=1700000000.000100`.
 */
export function hashOfPermalink(path: string, query: string): string | null {
  const [, channel, seconds, micros] = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(path) ?? [];
  if (channel === undefined || seconds === undefined || micros === undefined) return null;
  const root = new URLSearchParams(query).get('thread_ts') ?? `${seconds}.${micros}`;
  return `#//${channel}/${encodeURIComponent(root)}`;
}
