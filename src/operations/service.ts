import type { Operation, OperationKind, Principal } from './model.js';

/** Who asks or clicks, as Slack or the terminal vouches for them. */
export interface Actor {
  /** `slack:T…/U…`. */
  readonly id: string;
  /** `U…`, as allow-lists name people. */
  readonly userId: string;
  /** The user groups among those asked for that they are in; null if that could not be found out. */
  readonly groups: readonly string[] | null;
  /** Those among them of which that could not be found out; none if absent. */
  readonly unsure?: readonly string[];
}

export interface OperationRequest {
  readonly kind: OperationKind;
  readonly cluster: string;
  /** Null: the best candidate is proposed. */
  readonly target: string | null;
  readonly reason: string | null;
  readonly forced: boolean;
  /** What was typed as the cluster's name, where that was asked for; null where it was not. */
  readonly typedName: string | null;
  readonly actor: Actor;
  /** Where it was asked. `shared`: with another workspace, or not known not to be. */
  readonly channel: { readonly id: string; readonly shared: boolean };
}

export type OperationDeed = 'approve' | 'reject' | 'check-again' | 'go-on' | 'other-way' | 'close';

export interface OperationClick {
  readonly operationId: string;
  readonly deed: OperationDeed;
  /** The version of the plan that the message showed. */
  readonly planVersion: number;
  readonly typedName: string | null;
  readonly actor: Actor;
  readonly channel: { readonly id: string; readonly shared: boolean };
}

/** An answer to one person; what everybody should know is on the card. */
export type OperationReply =
  /** It is on record; `words` is for the one who asked. */
  | { readonly kind: 'done'; readonly words: string; readonly operation: Operation }
  /** Checks block it, but a forced promotion may go ahead: `request` is what would be asked then. */
  | {
      readonly kind: 'may-force';
      readonly words: string;
      readonly blocks: readonly string[];
      readonly request: OperationRequest;
    }
  /** The cluster's name has to be typed first. */
  | { readonly kind: 'type-name'; readonly words: string; readonly operation: Operation }
  /** Not allowed: on the audit log, and answered privately. */
  | { readonly kind: 'denied'; readonly words: string }
  /** Not possible, and why; nothing has happened. */
  | { readonly kind: 'refused'; readonly words: string };

/** What Slack and the terminal ask of operations. Methods never reject: trouble is a reply. */
export interface OperationService {
  /** Whose membership has to be known to decide on this. */
  readonly principals: (
    cluster: string,
    kind: OperationKind,
    use: 'request' | 'approve',
  ) => readonly Principal[];
  readonly request: (request: OperationRequest) => Promise<OperationReply>;
  readonly click: (click: OperationClick) => Promise<OperationReply>;
  /** From memory: open ones, and those that ended not long ago. */
  readonly operation: (id: string) => Operation | null;
  /** Not ended, oldest first, from memory. */
  readonly open: () => readonly Operation[];
  /** What an operation that runs waits for at this moment, in words; null if it does not run here. */
  readonly waitsFor: (id: string) => string | null;
}
