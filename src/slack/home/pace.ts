import type { EpochMs } from '../../replication/observation.js';

/** How long after somebody opened the tab it is kept up to date, ms. */
const lookingMs = 15 * 60_000;
/** How soon after one another a person's tab is drawn: for news, and where only figures moved, ms. */
const newsMs = 3_000;
const figuresMs = 30_000;
/** Slack takes some hundred `views.publish` a minute; these leave room for whoever opens the tab. */
const mostAMinute = 60;
const mostLookers = 200;

interface Looker {
  readonly until: EpochMs;
  readonly shownAt: EpochMs;
  readonly shown: string;
}

/** Says whose Home tab is drawn when: for who opened it lately, and only if it would look different. */
export class HomePace {
  readonly #lookers = new Map<string, Looker>();
  #published: readonly EpochMs[] = [];
  #pausedUntil: EpochMs = 0;

  get isIdle(): boolean {
    return this.#lookers.size === 0;
  }

  /** Somebody was shown this. They count as looking for a while if they opened it themselves. */
  shown(user: string, view: string, now: EpochMs, opened: boolean): void {
    const known = this.#lookers.get(user);
    const until = opened ? now + lookingMs : (known?.until ?? now);
    this.#lookers.delete(user);
    this.#lookers.set(user, { until, shownAt: now, shown: view });
    this.#published = [...this.#published.filter((at) => now - at < 60_000), now];
    const [oldest] = this.#lookers.keys();
    if (this.#lookers.size > mostLookers && oldest !== undefined) this.#lookers.delete(oldest);
  }

  /** They are not to be shown anything any more. */
  forget(user: string): void {
    this.#lookers.delete(user);
  }

  /** Slack wants a pause. */
  pause(until: EpochMs): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }

  /** Whose tab is to be drawn now, who waited longest first. */
  due(view: string, now: EpochMs): readonly string[] {
    for (const [user, { until }] of this.#lookers) if (until <= now) this.#lookers.delete(user);
    if (now < this.#pausedUntil) return [];
    const room = mostAMinute - this.#published.filter((at) => now - at < 60_000).length;
    return [...this.#lookers]
      .filter(([, { shown, shownAt }]) => {
        if (shown === view) return false;
        const isNews = withoutFigures(shown) !== withoutFigures(view);
        return now - shownAt >= (isNews ? newsMs : figuresMs);
      })
      .toSorted(([, a], [, b]) => a.shownAt - b.shownAt)
      .slice(0, Math.max(0, room))
      .map(([user]) => user);
  }
}

/** A number in a name is none: `s1` and `s2` are two nodes. */
function withoutFigures(view: string): string {
  return view.replace(/(?<![\p{L}\d_])\d+(?:\.\d+)?/gu, '#');
}
