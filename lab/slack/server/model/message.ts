import type { Json } from '../json.js';

/** What a message said, and when the local Slack accepted it. */
export interface MessageVersion {
  readonly text: string;
  readonly blocks: readonly Json[];
  /** By the system's clock, in milliseconds since the Unix epoch. */
  readonly acceptedAtMs: number;
  /** By `performance.now()` of this process: for measuring. */
  readonly acceptedMonotonicMs: number;
}

export interface MessageMetadata {
  readonly event_type: string;
  readonly event_payload: Json;
}

/** What the sender of a message decides. */
export interface Content {
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly attachments: readonly Json[];
  readonly metadata: MessageMetadata | null;
}

export interface Message extends Content {
  readonly channel: string;
  readonly ts: string;
  /** The root of its thread; null for a message that is in none. A root with replies has its own. */
  threadTs: string | null;
  user: string;
  readonly appId: string | null;
  text: string;
  blocks: readonly Json[];
  attachments: readonly Json[];
  metadata: MessageMetadata | null;
  /** What was handed over with it. */
  files: readonly Json[];
  edited: { readonly user: string; readonly ts: string } | null;
  deleted: boolean;
  /** The one person who sees it; null for everybody. */
  readonly ephemeralFor: string | null;
  readonly broadcast: boolean;
  subtype: string | null;
  /** The command or click that it answers, by the id that the local Slack gave to that; or none. */
  inAnswerTo: string | null;
  readonly reactions: Map<string, Set<string>>;
  /** Oldest first; the last one is what it says now. */
  readonly versions: MessageVersion[];
}

export function isReply(message: Readonly<Message>): boolean {
  return message.threadTs !== null && message.threadTs !== message.ts;
}
