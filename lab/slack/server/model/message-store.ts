import { performance } from 'node:perf_hooks';
import type { Json } from '../json.js';
import type { Changes } from '../changes.js';
import { type Content, isReply, type Message } from './message.js';
import { compareTs, type Timestamps } from './timestamps.js';

export interface NewMessage {
  readonly channel: string;
  readonly user: string;
  readonly appId: string | null;
  readonly content: Content;
  readonly files?: readonly Json[];
  readonly threadTs?: string | null;
  readonly ephemeralFor?: string;
  readonly broadcast?: boolean;
  readonly subtype?: string;
  readonly inAnswerTo?: string;
}

/** Every message of the workspace, the ephemeral ones too. */
export class MessageStore {
  readonly #timestamps: Timestamps;
  readonly #changes: Changes;
  readonly #byChannel = new Map<string, Map<string, Message>>();

  constructor(timestamps: Timestamps, changes: Changes) {
    this.#timestamps = timestamps;
    this.#changes = changes;
  }

  post(draft: NewMessage): Message {
    const message: Message = {
      ...draft.content,
      files: draft.files ?? [],
      channel: draft.channel,
      ts: this.#timestamps.next(),
      threadTs: draft.threadTs ?? null,
      user: draft.user,
      appId: draft.appId,
      edited: null,
      deleted: false,
      ephemeralFor: draft.ephemeralFor ?? null,
      broadcast: draft.broadcast ?? false,
      subtype: draft.subtype ?? null,
      inAnswerTo: draft.inAnswerTo ?? null,
      reactions: new Map(),
      versions: [],
    };
    accept(message);
    this.#channel(draft.channel).set(message.ts, message);
    const root = this.rootOf(message);
    if (root !== null && message.ephemeralFor === null) root.threadTs = root.ts;
    this.#changes.publish({ kind: 'message-posted', message });
    return message;
  }

  edit(message: Message, content: Content, user: string): void {
    const previous = { ...message };
    Object.assign(message, content);
    message.edited = { user, ts: this.#timestamps.next() };
    accept(message);
    this.#changes.publish({ kind: 'message-edited', message, previous });
  }

  /** A root with replies leaves a tombstone, anything else is gone. */
  delete(message: Message): void {
    const hasReplies = !isReply(message) && this.replies(message.channel, message.ts).length > 0;
    message.deleted = true;
    message.text = 'This message was deleted.';
    message.blocks = [];
    message.attachments = [];
    message.files = [];
    message.metadata = null;
    if (hasReplies) {
      message.subtype = 'tombstone';
      message.user = 'USLACKBOT';
    } else {
      this.#channel(message.channel).delete(message.ts);
    }
    this.#changes.publish({ kind: 'message-deleted', message, gone: !hasReplies });
  }

  find(channel: string, ts: string): Message | null {
    return this.#channel(channel).get(ts) ?? null;
  }

  /** Oldest first; ephemeral ones and tombstones too. */
  all(channel: string): readonly Message[] {
    return [...this.#channel(channel).values()];
  }

  /** What everybody in a channel can see, oldest first. */
  lasting(channel: string): readonly Message[] {
    return this.all(channel).filter(({ ephemeralFor }) => ephemeralFor === null);
  }

  /** The lasting replies to a message, oldest first. */
  replies(channel: string, ts: string): readonly Message[] {
    return this.lasting(channel)
      .filter((message) => isReply(message) && message.threadTs === ts)
      .sort((one, other) => compareTs(one.ts, other.ts));
  }

  rootOf(message: Readonly<Message>): Message | null {
    if (message.threadTs === null || message.threadTs === message.ts) return null;
    return this.find(message.channel, message.threadTs);
  }

  #channel(id: string): Map<string, Message> {
    const known = this.#byChannel.get(id);
    if (known !== undefined) return known;
    const fresh = new Map<string, Message>();
    this.#byChannel.set(id, fresh);
    return fresh;
  }
}

/** Of a message that is edited all day, the first version and the latest are kept. */
const MOST_VERSIONS = 1_000;

function accept(message: Message): void {
  message.versions.push({
    text: message.text,
    blocks: message.blocks,
    acceptedAtMs: Date.now(),
    acceptedMonotonicMs: performance.now(),
  });
  if (message.versions.length > MOST_VERSIONS) message.versions.splice(1, 1);
}
