import type { Authorisation, Person } from '../authorisation.js';
import { attempt, failureInWords, type Failure } from '../api/outcome.js';
import type { WebClient } from '../api/clients.js';
import { homeView, refusedHome, type HomeTab } from '../blocks/home.js';
import type { Clock } from '../../clock.js';
import type { DenialReason, Handlers, Log } from '../ports.js';
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

/** How long Slack is left alone after it gave no answer, ms. */
const againMs = 5_000;

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
    const { authorisation, lookups } = this.#options;
    const verdict = await authorisation.check(person, 'read', 'home');
    const isAllowed = verdict.kind === 'allowed';
    const isUnknown = verdict.kind === 'refused' && unknown.has(verdict.reason);
    // What can't be found out just now takes the tab from nobody who has it before their eyes.
    if (isUnknown && !opened) {
      this.#tryAgain(person, false);
      return;
    }
    const outcome = await attempt(() =>
      lookups.views.publish({
        user_id: person.userId,
        view: isAllowed ? view : refusedHome(verdict.sentence),
      }),
    );
    if (outcome.kind === 'ok') this.#drawn(person, isAllowed ? view : null, isUnknown, opened);
    else this.#failed(person, outcome, isAllowed || isUnknown, opened);
  }

  /** @param view what they see now; null for a refusal */
  #drawn(person: Person, view: HomeTab | null, isUnknown: boolean, opened: boolean): void {
    if (view === null) {
      if (isUnknown) this.#tryAgain(person, opened);
      else this.#pace.forget(person.userId);
      return;
    }
    this.#people.set(person.userId, person);
    this.#pace.shown(person.userId, shownBy(view), this.#options.clock.now(), opened);
  }

  #failed(person: Person, failure: Failure, mayLook: boolean, opened: boolean): void {
    const { clock, log } = this.#options;
    log.warn({ error: failureInWords(failure) }, 'the Home tab was not published');
    if (failure.kind === 'refused' || !mayLook) this.#pace.forget(person.userId);
    else this.#tryAgain(person, opened);
    if (failure.kind === 'rate-limited') this.#pace.pause(clock.now() + failure.retryAfterMs);
  }

  /** They look, but at nothing of this moment: it is drawn for them in a while. */
  #tryAgain(person: Person, opened: boolean): void {
    const now = this.#options.clock.now();
    this.#people.set(person.userId, person);
    this.#pace.shown(person.userId, '', now, opened);
    this.#pace.pause(now + againMs);
  }
}

/** Reasons of the moment: they say nothing of the person. */
const unknown: ReadonlySet<DenialReason> = new Set(['lookup-failed', 'own-team-unknown']);

/** What of a tab counts as a change: all but the moment that it is from. */
function shownBy({ blocks }: HomeTab): string {
  return JSON.stringify(blocks.slice(0, -1));
}
