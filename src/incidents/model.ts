import type { Finding, Severity } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';

/** Findings of one cause, over time. */
export interface Incident {
  /** A UUID, made where the incident is opened: it exists before the store knows of it. */
  readonly id: string;
  /** The number of `INC-7`, given by the store; null while the store has not recorded it. */
  readonly number: number | null;
  readonly cluster: string;
  readonly state: 'open' | 'resolved';
  readonly severity: Severity;
  readonly openedAt: EpochMs;
  readonly changedAt: EpochMs;
  readonly resolvedAt: EpochMs | null;
  /** How often it came back within the flap window. */
  readonly reopened: number;
  /** The findings that count now; while resolved, the last ones that did. */
  readonly findings: readonly Finding[];
  /**
   * The finding that headed it when it was at its worst: what it was, once it is over; the last one to
   * clear may be a trifle. Null for incidents of before this was kept.
   */
  readonly worst: Finding | null;
  /** When that was worded: times of day in it are of the day before this moment. */
  readonly worstAt: EpochMs | null;
  /**
   * When the present (or last) stretch of trouble began: later than `openedAt` after a return. Null for
   * incidents of before this was kept.
   */
  readonly stretchAt: EpochMs | null;
  /** Every finding key it ever had, so that one that returns finds its incident. */
  readonly keys: readonly string[];
  /** The incident that took this one in, if its cause turned out to be the same. */
  readonly mergedInto: string | null;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: EpochMs | null;
  /** What its owner said when taking it. */
  readonly acknowledgeReason: string | null;
  /**
   * How severe it was at worst when its owner took it; null without an owner, and where that was not
   * kept yet.
   */
  readonly acknowledgedSeverity: Severity | null;
  /** Since when it has been critical, in its present stretch of trouble; null while it is not. */
  readonly criticalSince: EpochMs | null;
  /** How often people were called for it in that stretch, and when they were last. */
  readonly escalations: number;
  readonly escalatedAt: EpochMs | null;
}

/** A message in Slack that somebody put on a timeline. */
export interface NotedMessage {
  /** The conversation's id. */
  readonly channel: string;
  readonly ts: string;
  /** Who wrote it: `slack:T…/U…`, or `slack:T…/B…` where an app did. */
  readonly author: string;
}

/** Something that happened to an incident: a line of its timeline. */
export interface TimelineEntry {
  readonly id: string;
  readonly incidentId: string;
  readonly at: EpochMs;
  readonly kind:
    | 'opened'
    | 'finding-added'
    | 'finding-changed'
    | 'finding-cleared'
    | 'severity-changed'
    | 'resolved'
    | 'reopened'
    | 'flapping'
    | 'merged'
    | 'posted'
    | 'acknowledged'
    | 'taken-over'
    | 'escalated'
    | 'silenced'
    | 'silence-ended'
    | 'role-changed'
    /** pgrepl did not watch for a while: what happened then is not on the timeline. */
    | 'blind'
    | 'note'
    /** The message of a note has this text now. */
    | 'note-edited'
    /** The message of a note is gone, and its words with it. */
    | 'note-deleted';
  /** Plain text; for people's notes as long as they wrote it. */
  readonly text: string;
  readonly findingKey: string | null;
  /** Where the line comes from: `pgrepl`, or who did or said it: `slack:T…/U…`, `cli:<os user>`. */
  readonly source: string;
  /** The message that a note was made of. */
  readonly message: NotedMessage | null;
}

/** Why a message goes out: named, so that a test and a reader can tell. */
export type NoticeReason =
  | 'opened'
  | 'worsened'
  | 'eased'
  | 'finding-added'
  | 'finding-cleared'
  | 'resolved'
  | 'reopened'
  | 'merged'
  | 'flapping'
  | 'figures-changed'
  | 'silenced'
  | 'silence-ended'
  | 'escalated'
  | 'acknowledged'
  | 'digest';

/**
 * A message that must reach a channel. It holds facts, not blocks: what is shown is made at the
 * time of sending, so that after an outage the channel gets the present state.
 */
export type OutboxPayload =
  /** Post the incident's root message, or bring it to the present state. */
  | { readonly kind: 'root'; readonly incidentId: string; readonly reason: NoticeReason }
  /** A line in the incident's thread; `broadcast` shows it in the channel too. */
  | {
      readonly kind: 'thread';
      readonly incidentId: string;
      readonly reason: NoticeReason;
      readonly text: string;
      readonly broadcast: boolean;
      /**
       * The ids of user groups that are to be called, while nobody has taken the incident, and those of
       * people whom its text names as `slack:T…/U…` and who are to be mentioned there.
       */
      readonly mentions?: readonly string[] | undefined;
      /** A picture of the lag over this span takes the place of the text, if it can be made. */
      readonly picture?: { readonly from: EpochMs; readonly to: EpochMs } | undefined;
    }
  /** Post the operation's card, or bring it to the present state. */
  | { readonly kind: 'operation'; readonly operationId: string }
  /** A line in the thread of the operation's card. */
  | {
      readonly kind: 'operation-thread';
      readonly operationId: string;
      readonly text: string;
      readonly broadcast: boolean;
    }
  /**
   * A message that belongs to nothing else: pgrepl is blind, a digest after an outage. `held` for one
   * that was kept back until the end of quiet hours.
   */
  | {
      readonly kind: 'notice';
      readonly text: string;
      readonly held?: boolean | undefined;
      /** The incident that a held one is about. */
      readonly about?: string | undefined;
      /** Whom its text names, as `slack:T…/U…`: they are called by their names there. */
      readonly people?: readonly string[] | undefined;
    };

export interface OutboxItem {
  /** A UUID; also in the message's metadata, so that a sent one can be found again. */
  readonly id: string;
  readonly channel: string;
  readonly createdAt: EpochMs;
  readonly payload: OutboxPayload;
  readonly state: 'pending' | 'sending' | 'sent' | 'dropped';
  readonly attempts: number;
  readonly notBefore: EpochMs;
  /** Slack's `ts` once sent. */
  readonly sentTs: string | null;
  readonly lastError: string | null;
}

/** Where an incident's root message or an operation's card stands in Slack. */
export interface RootMessage {
  /** The id of the incident or operation. */
  readonly subjectId: string;
  /** The conversation's id as Slack returned it. */
  readonly channel: string;
  readonly ts: string;
}
