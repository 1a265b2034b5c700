import type { Operation } from '../../operations/model.js';
import { peoplePattern } from '../../wording/people.js';
import type { Mentionable } from './escape.js';

/** The ids of who asked for an operation, approved it or ended it: its texts may name them. */
export function peopleOf({ requestedBy, approvals, outcome }: Operation): Mentionable {
  return peopleIn([requestedBy, ...approvals.map(({ actor }) => actor), outcome?.words ?? '']);
}

/** The ids in texts that pgrepl made. */
export function peopleIn(texts: readonly string[]): Mentionable {
  return new Set(
    texts.flatMap((text) => [...text.matchAll(peoplePattern)].map(({ 1: id = '' }) => id)),
  );
}
