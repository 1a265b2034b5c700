import { randomBytes, randomUUID } from 'node:crypto';

/** The letter that Slack's ids of a kind begin with. */
export type IdPrefix = 'A' | 'B' | 'C' | 'D' | 'Ev' | 'F' | 'S' | 'T' | 'U' | 'V';

/** Ids that look like Slack's; those of people and places are the same in each run. */
export class Ids {
  #last = 0;

  next(prefix: IdPrefix): string {
    this.#last += 1;
    return `${prefix}0LAB${this.#last.toString(36).toUpperCase().padStart(5, '0')}`;
  }
}

/** What nobody should be able to guess: part of a `response_url`, a `trigger_id`, a socket's ticket. */
export function secret(): string {
  return randomBytes(16).toString('hex');
}

export function envelopeId(): string {
  return randomUUID();
}

/** What Slack gives to a block or an element that came without an id. */
export function shortId(): string {
  return randomBytes(4).toString('base64url').slice(0, 5);
}
