import { describe, expect, it } from 'vitest';

import type { PageMessage } from '../../page-api.js';
import { channelMessages, firstUnreadTs, threadReplies, timeline } from './timeline.js';

const day = Math.floor(new Date(2025, 2, 14, 10).getTime() / 1000);

function message(afterS: number, change: Partial<PageMessage> = {}): PageMessage {
  return {
    channel: 'C1',
    ts: `${day + afterS}.000100`,
    threadTs: null,
    user: 'U1',
    text: '',
    blocks: [],
    edited: false,
    deleted: false,
    ephemeral: false,
    broadcast: false,
    replyCount: 0,
    latestReply: null,
    ...change,
  };
}

const kinds = (messages: readonly PageMessage[], unread: string | null = null): string[] =>
  timeline(messages, unread).map((item) =>
    item.kind === 'message' ? (item.head ? 'head' : 'more') : item.kind,
  );

describe('timeline', () => {
  it('gathers what one person says in one breath', () => {
    const messages = [message(0), message(60), message(400), message(401, { user: 'U2' })];
    expect(kinds(messages)).toEqual(['day', 'head', 'more', 'head', 'head']);
  });

  it('starts anew on another day, at the unread line and for ephemeral messages', () => {
    const last = message(86_401);
    expect(
      kinds([message(0), message(1, { ephemeral: true }), message(86_400), last], last.ts),
    ).toEqual(['day', 'head', 'head', 'day', 'head', 'unread', 'head']);
  });
});

describe('channelMessages and threadReplies', () => {
  const root = message(0, { replyCount: 2, deleted: true });
  const reply = message(1, { threadTs: root.ts });
  const broadcast = message(2, { threadTs: root.ts, broadcast: true });
  const all = [
    root,
    reply,
    broadcast,
    message(3, { deleted: true }),
    message(4, { channel: 'C2' }),
  ];

  it('show a broadcast reply in both places, a lost root as long as it has replies', () => {
    expect(channelMessages(all, 'C1')).toEqual([root, broadcast]);
    expect(threadReplies(all, 'C1', root.ts)).toEqual([reply, broadcast]);
  });
});

describe('firstUnreadTs', () => {
  it('counts what others said', () => {
    const messages = [message(0), message(1, { user: 'U2' }), message(2), message(3)];
    expect(firstUnreadTs(messages, 2, 'U2')).toBe(messages[2]?.ts);
    expect(firstUnreadTs(messages, 9, 'U2')).toBe(messages[0]?.ts);
    expect(firstUnreadTs(messages, 0, 'U2')).toBeNull();
  });
});
