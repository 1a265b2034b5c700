import type { LabClock } from './clock.js';
import { secret } from './model/ids.js';

const VALID_MS = 3_000;

interface Trigger {
  readonly appId: string;
  readonly user: string;
  readonly bornMs: number;
  used: boolean;
}

export type TriggerVerdict =
  | { readonly ok: true; readonly user: string }
  | { readonly ok: false; readonly error: TriggerError };

export type TriggerError = 'expired_trigger_id' | 'exchanged_trigger_id' | 'invalid_trigger_id';

/** Trigger ids: each opens one view, for the person who caused it, within three seconds. */
export class TriggerIds {
  readonly #clock: LabClock;
  readonly #known = new Map<string, Trigger>();
  #count = 0;

  constructor(clock: LabClock) {
    this.#clock = clock;
  }

  issue(appId: string, user: string): string {
    this.#count += 1;
    const id = `${this.#clock.now()}.${this.#count}.${secret()}`;
    this.#known.set(id, { appId, user, bornMs: this.#clock.now(), used: false });
    return id;
  }

  /** What would come of using it now. */
  look(id: string, appId: string): TriggerVerdict {
    const trigger = this.#known.get(id);
    if (trigger?.appId !== appId) return { ok: false, error: 'invalid_trigger_id' };
    if (trigger.used) return { ok: false, error: 'exchanged_trigger_id' };
    if (this.#clock.now() - trigger.bornMs > VALID_MS)
      return { ok: false, error: 'expired_trigger_id' };
    return { ok: true, user: trigger.user };
  }

  use(id: string): void {
    const trigger = this.#known.get(id);
    if (trigger !== undefined) trigger.used = true;
  }
}
