import type { Incident, RootMessage } from '../../incidents/model.js';
import type { Operation } from '../../operations/model.js';
import type { EpochMs } from '../../replication/observation.js';

/** One thing to do for one channel: a call of Slack's, or the end of items that need none. */
export type Call = RootCall | UpdateCall | ThreadCall | NoticeCall | DigestCall | DropCall;

interface Base {
  /** The items that this call settles. */
  readonly ids: readonly string[];
  /** The channel as the configuration has it. */
  readonly channel: string;
  /** When the oldest of its items came up. */
  readonly since: EpochMs;
}

interface Post extends Base {
  /** Goes into the message's metadata, so that a message that was sent can be found again. */
  readonly messageId: string;
  /** True if an earlier attempt may have arrived: it is looked for before anything is sent. */
  readonly uncertain: boolean;
}

/** What a message with a thread of its own shows. */
export type Subject =
  | { readonly kind: 'incident'; readonly incident: Incident }
  | { readonly kind: 'operation'; readonly operation: Operation };

export interface RootCall extends Post {
  readonly kind: 'root';
  readonly subject: Subject;
}

export interface UpdateCall extends Base {
  readonly kind: 'update';
  readonly subject: Subject;
  readonly root: RootMessage;
  readonly messageId: string;
}

export interface ThreadCall extends Post {
  readonly kind: 'thread';
  /** Null once the incident or operation is forgotten; its thread can still be written to. */
  readonly subject: Subject | null;
  readonly root: RootMessage;
  readonly lines: readonly DatedText[];
  readonly broadcast: boolean;
  /** The ids of the user groups that are called. */
  readonly mentions: readonly string[];
}

export interface NoticeCall extends Post {
  readonly kind: 'notice';
  readonly text: string;
  /** Whom its text names, as `slack:T…/U…`. */
  readonly people: readonly string[];
}

/** What came and went during an outage or in quiet hours, in one message. */
export interface DigestCall extends Post {
  readonly kind: 'digest';
  readonly incidents: readonly Incident[];
  readonly notices: readonly (DatedText & Pick<NoticeCall, 'people'>)[];
  readonly after: 'outage' | 'quiet-hours';
}

export interface DropCall extends Base {
  readonly kind: 'drop';
  readonly why: string;
}

/** The id of the incident or operation. */
export function idOf(subject: Subject): string {
  return subject.kind === 'incident' ? subject.incident.id : subject.operation.id;
}

export type PostCall = RootCall | ThreadCall | NoticeCall | DigestCall;

export interface DatedText {
  readonly text: string;
  readonly at: EpochMs;
}
