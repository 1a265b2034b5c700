import type { RejoinVerdict } from './plan-model.js';

/** Exactly what starts the server again, should the operation go back. */
interface Restartable {
  readonly startAgain?: readonly string[];
}

/** How clients that were locked out are let in again: what is run, and what a person runs on the host. */
export interface LetInWords {
  readonly exact: readonly string[];
  readonly byHand: readonly string[];
}

/** What a step does, whoever carries it out. Names of slots and settings are PostgreSQL's. */
export type StepAction =
  /** On the target, before any downtime: names that can be satisfied, slots for who will follow. */
  | {
      readonly kind: 'prepare-target';
      /** `synchronous_standby_names` to set; null to leave it. */
      readonly names: string | null;
      readonly slots: readonly string[];
    }
  /** On the primary: so that its shutdown checkpoint is short. */
  | {
      readonly kind: 'checkpoint';
      /** The standby that makes a restart point after it; null or missing if none has to. */
      readonly target?: string | null;
    }
  /** The old primary, fast and cleanly. */
  | ({ readonly kind: 'stop' } & Restartable)
  /**
   * The old primary, by whatever makes sure that it accepts no write; only before a promotion. By SQL
   * its clients are locked out, and `letIn` is what lets them in again: no more is made sure of.
   */
  | ({
      readonly kind: 'fence';
      readonly letIn?: LetInWords;
      /** It was tried in vain before, and the promotion is forced: it goes ahead if this fails again. */
      readonly mayFail?: boolean;
    } & Restartable)
  /** The old primary ended cleanly, and the target has its last record. */
  | { readonly kind: 'verify-received' }
  | { readonly kind: 'promote'; readonly how: 'pg_promote' | 'pg_ctl' | 'trigger-file' }
  /** A standby receives from another node from now on. */
  | {
      readonly kind: 'repoint';
      readonly upstream: string;
      readonly slot: string | null;
      /** 13+: `reload`; 12: `restart`; 10 and 11: `recovery.conf` and a restart. */
      readonly how: 'reload' | 'restart' | 'recovery.conf';
    }
  /** The old primary becomes a standby. */
  | {
      readonly kind: 'rejoin';
      readonly how: RejoinVerdict['how'];
      readonly upstream: string;
      readonly slot: string | null;
    }
  /** On the new primary, once those it names stream: what the cluster had promised before. */
  | { readonly kind: 'restore-sync'; readonly names: string }
  /** On the old primary: slots of standbys that follow another node now would keep WAL for ever. */
  | { readonly kind: 'drop-slots'; readonly slots: readonly string[] }
  /** A write on the new primary, and its arrival on every node. */
  | { readonly kind: 'verify'; readonly nodes: readonly string[] };
