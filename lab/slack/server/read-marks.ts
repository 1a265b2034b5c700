import type { Reads } from './core.js';
import { compareTs } from './model/timestamps.js';

/** How far each person has read each channel; never backwards. */
export class ReadMarks implements Reads {
  readonly #marks = new Map<string, string>();

  readonly last = (user: string, channel: string): string =>
    this.#marks.get(`${user} ${channel}`) ?? '0';

  readonly mark = (user: string, channel: string, ts: string): void => {
    if (compareTs(ts, this.last(user, channel)) > 0) this.#marks.set(`${user} ${channel}`, ts);
  };
}
