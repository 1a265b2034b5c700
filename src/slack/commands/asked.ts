import type { FleetSnapshot } from '../../incidents/fleet.js';
import type { OperationKind } from '../../operations/model.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Answer } from '../blocks/answer.js';
import type { SilenceRequest } from '../../incidents/silences/service.js';
import type { Silence, SilenceScope } from '../../incidents/silences/model.js';
import type { WallTime } from '../../incidents/silences/wall-start.js';
import type { FindingPages } from '../../wording/finding-pages/page.js';
import type { Records } from '../ports.js';

/** What an answer is made from. */
export interface Known {
  readonly fleet: FleetSnapshot;
  /** Silences that have not ended, in the order in which they begin. */
  readonly silences: readonly Silence[];
  /** What the documentation says of each kind of finding. */
  readonly pages: FindingPages;
  readonly now: EpochMs;
  /** The command as the workspace calls it: `/pgrepl`. */
  readonly command: string;
  /** The time zone of who asks, an IANA name; null where Slack does not say. Known once they are looked up. */
  readonly timeZone?: (() => string | null) | undefined;
}

/** What somebody asks for with a command. */
export type Asked =
  /** Answered from memory. */
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** Answered from the store. */
  | { readonly kind: 'read'; readonly read: (records: Records) => Promise<Answer> }
  /** Something is to be done: never by a button that repeats an answer. */
  | { readonly kind: 'operation'; readonly wanted: WantedOperation }
  /** A draft of a post-mortem of the incident of this number is to be handed over. */
  | { readonly kind: 'postmortem'; readonly number: number }
  /** Something is done at once. */
  | { readonly kind: 'deed'; readonly deed: Deed };

export type Deed =
  | { readonly kind: 'acknowledge'; readonly number: number; readonly reason: string | null }
  | { readonly kind: 'note'; readonly number: number; readonly text: string }
  | { readonly kind: 'silence'; readonly target: SilenceTarget; readonly wanted: WantedSilence }
  | { readonly kind: 'end-silence'; readonly number: number };

/** What is to be silenced; an incident that is not open may go on as another one. */
export type SilenceTarget =
  | { readonly kind: 'known'; readonly cluster: string; readonly scope: SilenceScope }
  | { readonly kind: 'incident'; readonly number: number };

export interface WantedSilence extends Pick<SilenceRequest, 'startsAt' | 'durationMs' | 'reason'> {
  /** A start by the clocks of who asks, whose time zone is known once they are looked up. */
  readonly from: WallTime | null;
}

export interface WantedOperation {
  readonly kind: OperationKind;
  readonly cluster: string;
  /** Null: the best candidate is proposed. */
  readonly target: string | null;
  readonly reason: string | null;
  /** A word about what was made of the request, for the one who asked; null if there is none. */
  readonly note: string | null;
}

export function answered(answer: Answer): Asked {
  return { kind: 'answer', answer };
}
