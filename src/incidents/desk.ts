import type { EpochMs } from '../replication/observation.js';
import type { Incident, NotedMessage } from './model.js';

/** An incident as people name it, or as buttons do. */
export type IncidentRef = { readonly id: string } | { readonly number: number };

/** What came of something that a person did to an incident. */
export type DeskReply =
  | { readonly kind: 'done'; readonly incident: Incident; readonly words: string }
  /** Nothing was done; `words` says why, in one or two sentences of plain text. */
  | { readonly kind: 'refused'; readonly words: string };

export interface AcknowledgeRequest {
  readonly incident: IncidentRef;
  /** `slack:T…/U…`. */
  readonly actor: string;
  readonly reason: string | null;
  /**
   * Whose it was when they decided (null: nobody's): if somebody else took it meanwhile, nothing is
   * done. Undefined to take it from whomever.
   */
  readonly seenOwner?: string | null;
}

export interface NoteRequest {
  readonly incident: IncidentRef;
  readonly actor: string;
  /** Plain text. */
  readonly text: string;
  /** The message it is made of; null for one that was typed behind a command. */
  readonly message: NotedMessage | null;
  /** When it was said, which is not when it was put on the timeline. */
  readonly at: EpochMs | null;
}

/** A message in Slack by its place. */
export type MessagePlace = Pick<NotedMessage, 'channel' | 'ts'>;

/** What people do to incidents. None of it rejects. */
export interface IncidentDesk {
  readonly acknowledge: (request: AcknowledgeRequest) => Promise<DeskReply>;
  readonly note: (request: NoteRequest) => Promise<DeskReply>;
  /**
   * What goes on of an incident: itself, or what took it in, with a sentence that says so or nothing;
   * or why there is none, in words.
   */
  readonly present: (
    incident: IncidentRef,
  ) => Promise<{ readonly incident: Incident; readonly lead: string } | string>;
  /** Incidents that a note may be meant for: open ones first, then those that ended last. */
  readonly choices: () => readonly Incident[];
  /** The incident whose first message this is, or was; null if it is none's, or that can't be found out. */
  readonly incidentAt: (root: MessagePlace) => Promise<Incident | null>;
  /**
   * Messages that notes were made of on incidents that are open, or were not long ago; none while they
   * can't be read.
   */
  readonly noted: () => Promise<readonly MessagePlace[]>;
  /** A message says something else now, or is gone (null): notes made of it follow. */
  readonly messageChanged: (message: MessagePlace, text: string | null) => Promise<void>;
}
