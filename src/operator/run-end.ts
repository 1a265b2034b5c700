import type { LeftToDo, Outcome } from '../operations/model.js';

/** How a run came to its end. */
export type RunEnd =
  | { readonly kind: 'finished'; readonly course: Course }
  /** Nothing is lost: the old primary is in service (or was never stopped). */
  | { readonly kind: 'put-back'; readonly why: string; readonly course: Course }
  /** The old primary could not be put back in service. */
  | { readonly kind: 'not-put-back'; readonly why: string; readonly course: Course }
  /** This process has to end in the midst of what is beyond the promotion: the next one finds it. */
  | { readonly kind: 'left'; readonly course: Course }
  /** Whether there is a new primary is not known: a person has to decide. */
  | { readonly kind: 'stands'; readonly why: string; readonly course: Course };

export interface Course {
  readonly warnings: readonly string[];
  readonly left: readonly LeftToDo[];
  readonly downtimeMs: Outcome['downtimeMs'];
}
