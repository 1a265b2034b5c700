import type { LostWal } from '../findings/lost-wal.js';
import type { IdleLimit } from '../idle-slots.js';
import type { CommitsAfterLoss } from '../topology/loss.js';
import type { Topology, WriteRate } from '../topology/model.js';
import type { NextLoss } from '../topology/next-loss.js';

/** What somebody asks about: nodes that are gone all at once, and then one that is promoted. */
export interface Supposition {
  readonly down: readonly string[];
  readonly promoted: string | null;
}

/** What would happen, by what pgrepl knows now. Nothing here says when or whether it will. */
export interface WhatIf {
  readonly supposition: Supposition;
  /** Of the nodes that are to be gone, those that give no answer as it is. */
  readonly silentAlready: readonly string[];
  /** The cluster as it would be right after the loss. */
  readonly after: Topology;
  /** Commits on the present primary. */
  readonly commits: CommitsAfterLoss;
  /** Whether commits wait for one of those that would be gone. */
  readonly waitsForLost: boolean;
  /** What commits would wait for then, and what the loss after that would do. */
  readonly next: NextLoss;
  /** Standbys, by name, that would still receive what the present primary writes. */
  readonly receiving: readonly string[];
  /** Standbys that would still run and get nothing new from it. */
  readonly cutOff: readonly CutOff[];
  /** What would be kept back for those that are gone, and for how long. */
  readonly kept: readonly KeptWal[];
  readonly writeRate: WriteRate | null;
  /** Whether everything that was acknowledged would still be there; null while the primary is. */
  readonly survival: Survival | null;
  /** If the primary would be gone: who would be best to promote; null if nobody could be. */
  readonly heir: Promotion | null;
  /** What the promotion that was asked about would do. */
  readonly promotion: Promotion | null;
}

export interface CutOff {
  readonly node: string;
  /** The node that feeds it now. */
  readonly upstream: string;
  /** True if its upstream would be there and be cut off itself. */
  readonly indirectly: boolean;
  /** Whether it has an archive to read instead; null where that is not visible (up to 11). */
  readonly hasArchive: boolean | null;
}

/** What its upstream would keep back for a standby that is gone. */
export interface KeptWal {
  readonly node: string;
  readonly upstream: string;
  readonly how:
    | {
        readonly kind: 'slot';
        readonly slot: string;
        /** What it keeps back as it is; null if not known. */
        readonly retainedBytes: number | null;
        readonly limit: KeptLimit;
        /** Whether it could take from an archive what the slot no longer keeps; null if not visible. */
        readonly hasArchive: boolean | null;
        /** When it is given up for want of a reader (18+), counted from now if it has one. */
        readonly idle: IdleLimit | null;
      }
    /** No slot keeps anything for it: only what `wal_keep_size` (`wal_keep_segments`) says is kept. */
    | {
        readonly kind: 'no-slot';
        /** Its slot, if PostgreSQL has given that up; null if none is known to be its. */
        readonly givenUp: { readonly slot: string; readonly reason: string | null } | null;
        /** Null if not known. */
        readonly walKeepBytes: number | null;
        /** Whether it could take from an archive what is gone; null if not visible. */
        readonly hasArchive: boolean | null;
      }
    /** It is cut off as it is, and what it needs is gone. */
    | { readonly kind: 'lost'; readonly lost: LostWal }
    /** It reads an archive and nothing else. */
    | { readonly kind: 'archive' }
    /** Its upstream can't be asked what it keeps. */
    | { readonly kind: 'unknown' };
}

export type KeptLimit =
  /** Until the disk is full. */
  | { readonly kind: 'disk' }
  /** After so many bytes more `max_slot_wal_keep_size` is reached; 0 or less: it is already. */
  | {
      readonly kind: 'size';
      readonly bytes: number;
      /** When that is at the present rate, ms; null if nothing is written or no rate is known. */
      readonly inMs: number | null;
    }
  | { readonly kind: 'unknown' };

/** Whether what was acknowledged outlives the loss of the primary (and of others with it). */
export type Survival =
  /** Each of these has all of it. */
  | { readonly kind: 'each'; readonly nodes: readonly string[]; readonly exempt: boolean }
  /** Whoever of these has received most has all of it; which one that is shows only then. */
  | { readonly kind: 'furthest'; readonly nodes: readonly string[]; readonly exempt: boolean }
  | {
      readonly kind: 'not-certain';
      /**
       * - `asynchronous`: no names are set, so that commits wait for nobody;
       * - `level`: they do not wait by their `synchronous_commit`;
       * - `witnesses-lost`: those that confirm would be gone as well;
       * - `may-lack`: others, which would not be there, may have confirmed what those that are left lack;
       * - `unknown`: what commits wait for is not known.
       */
      readonly why: 'asynchronous' | 'level' | 'witnesses-lost' | 'may-lack' | 'unknown';
    };

export interface Promotion {
  readonly node: string;
  /** Why it could not be promoted at all; null if it could. */
  readonly obstacle: 'primary' | 'foreign' | 'not-polled' | 'cold' | 'silent' | null;
  /**
   * A primary that would accept writes beside it; not `certain` if it is one that pgrepl can't reach
   * and nobody knows whether it runs.
   */
  readonly beside: { readonly node: string; readonly certain: boolean } | null;
  /**
   * - `waits`: replay is paused and the promotion would come only with its resumption (up to 12);
   * - `resumes`: replay is paused, and the promotion ends that;
   * - `held`: replay is paused for settings below the primary's, and the promotion fails (14+);
   * - `hurries`: replay is delayed, and the promotion applies everything at once.
   */
  readonly replay: 'clear' | 'waits' | 'resumes' | 'held' | 'hurries';
  /** WAL that it had not received when last seen, bytes; null if not known. */
  readonly lacksBytes: number | null;
  /** True if it lives on an archive: what was not archived it does not get. */
  readonly archiveFed: boolean;
  /** True if it has whatever was acknowledged; false: not for certain. */
  readonly hasAcknowledged: boolean;
  /** What commits on it would do, by its own settings. */
  readonly commits: CommitsAfterLoss;
  /** Commits wait for standbys now, and on it they would wait for none. */
  readonly dropsSynchrony: boolean;
  readonly followers: readonly Follower[];
  /** Logical slots of the primary that it has no copy of that is ready: they do not come along. */
  readonly slotsLeft: readonly string[];
}

export interface Follower {
  readonly node: string;
  /**
   * - `follows`: it receives from the promoted node and goes over to the new timeline;
   * - `may-follow`: likewise, if `recovery_target_timeline` is `latest` (no default up to 11);
   * - `stays`: it goes on with the primary that is still there;
   * - `by-archive`: it reads an archive, and goes on if the promoted node feeds the same one;
   * - `stranded`: it must be pointed at the promoted node;
   * - `unknown`: where its WAL comes from is not known.
   */
  readonly how: 'follows' | 'may-follow' | 'stays' | 'by-archive' | 'stranded' | 'unknown';
}
