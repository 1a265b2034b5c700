import type { Authorisation, Person } from '../authorisation.js';
import { attempt, failureInWords } from '../api/outcome.js';
import type { WebClient } from '../api/clients.js';
import { homeView, refusedHome, type HomeTab } from '../blocks/home.js';
import type { Clock } from '../../clock.js';
import type { Handlers, Log } from '../ports.js';
import { describe } from '../listeners/reply.js';
import { makeBoard } from './board.js';
import { HomePace } from './pace.js';
import { RecentReader } from './recent.js';

export interface HomeOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly handlers: Handlers;
  readonly authorisation: Authorisation;
  readonly lookups: WebClient;
}

/** How often it is looked whether anything has changed for those who look, ms. */
const everyMs = 2_000;

/** The Home tabs: drawn when somebody opens one, and kept up to date while they look at it. */
export class Home {
  readonly #options: HomeOptions;
  readonly #recent: RecentReader;
  readonly #pace = new HomePace();
  readonly #people = new Map<string, Person>();
  #timer: NodeJS.Timeout | null = null;
  #busy = false;

  constructor(options: HomeOptions) {
    this.#options = options;
    this.#recent = new RecentReader(options.handlers.records);
  }

  /** Somebody opened theirs, or did something on it. Never rejects. */
  async show(person: Person, opened: boolean): Promise<void> {
    try {
      await this.#draw(person, await this.#view(), opened);
    } catch (error) {
      this.#options.log.error({ error: describe(error) }, 'a Home tab could not be drawn');
    }
    if (!this.#pace.isIdle) {
      this.#timer ??= setInterval(() => void this.#refresh(), everyMs);
    }
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  async #refresh(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const { clock, log } = this.#options;
    try {
      const view = await this.#view();
      for (const user of this.#pace.due(shownBy(view), clock.now())) {
        const person = this.#people.get(user);
        if (person !== undefined) await this.#draw(person, view, false);
      }
    } catch (error) {
      log.error({ error: describe(error) }, 'the Home tabs could not be brought up to date');
    }
    if (this.#pace.isIdle) {
      this.stop();
      this.#people.clear();
    }
    this.#busy = false;
  }

  async #view(): Promise<HomeTab> {
    const { handlers, clock } = this.#options;
    const recent = await this.#recent.read(clock.now());
    return homeView(makeBoard(handlers, recent, clock.now()));
  }

  /** Who may not see it any more is told so, and left alone then. */
  async #draw(person: Person, view: HomeTab, opened: boolean): Promise<void> {
    const { authorisation, lookups, clock, log } = this.#options;
    const { userId } = person;
    const verdict = await authorisation.check(person, 'read', 'home');
    const allowed = verdict.kind === 'allowed';
    const outcome = await attempt(() =>
      lookups.views.publish({
        user_id: userId,
        view: allowed ? view : refusedHome(verdict.sentence),
      }),
    );
    const now = clock.now();
    if (allowed && outcome.kind === 'ok') {
      this.#people.set(userId, person);
      this.#pace.shown(userId, shownBy(view), now, opened);
      return;
    }
    if (outcome.kind === 'rate-limited') this.#pace.pause(now + outcome.retryAfterMs);
    else this.#pace.forget(userId);
    if (outcome.kind !== 'ok') {
      log.warn({ error: failureInWords(outcome) }, 'the Home tab was not published');
    }
  }
}

/** What of a tab counts as a change: all but the moment that it is from. */
function shownBy({ blocks }: HomeTab): string {
  return JSON.stringify(blocks.slice(0, -1));
}
