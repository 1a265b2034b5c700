import type { LabClock } from './clock.js';
import { secret } from './model/ids.js';

const VALID_MS = 30 * 60_000;
const USES = 5;

/** Where a `response_url` leads: whom it answers, and which message it may replace. */
export interface ResponsePlace {
  readonly appId: string;
  readonly user: string;
  readonly channel: string;
  /** The message that was clicked; null after a command. */
  readonly source: { readonly ts: string; readonly threadTs: string | null } | null;
  /** Which interaction it belongs to. */
  readonly interaction: string;
}

interface Entry {
  readonly place: ResponsePlace;
  readonly bornMs: number;
  uses: number;
}

export type ResponseVerdict =
  | { readonly ok: true; readonly place: ResponsePlace }
  | { readonly ok: false; readonly error: 'invalid_url' | 'expired_url' | 'used_url' };

/** Response URLs: five uses within thirty minutes. */
export class ResponseUrls {
  readonly #clock: LabClock;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: LabClock) {
    this.#clock = clock;
  }

  /** Returns the path of a new one. */
  issue(place: ResponsePlace, teamId: string): string {
    const path = `/actions/${teamId}/${secret()}`;
    this.#entries.set(path, { place, bornMs: this.#clock.now(), uses: 0 });
    return path;
  }

  look(path: string): ResponseVerdict {
    const entry = this.#entries.get(path);
    if (entry === undefined) return { ok: false, error: 'invalid_url' };
    if (this.#clock.now() - entry.bornMs > VALID_MS) return { ok: false, error: 'expired_url' };
    if (entry.uses >= USES) return { ok: false, error: 'used_url' };
    return { ok: true, place: entry.place };
  }

  use(path: string): void {
    const entry = this.#entries.get(path);
    if (entry !== undefined) entry.uses += 1;
  }
}
