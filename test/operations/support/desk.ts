import type { LocalSlack } from '../../../lab/slack/local-slack.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { raw, roots, said, shown, type Seen } from '../../e2e/support/messages.js';

/** How long an answer may take, ms: a plan asks every node, and one may be frozen. */
const answerMs = 20_000;

/** What people do and see of operations in `#orders`. */
export class Desk {
  readonly slack: LocalSlack;
  readonly #detail: () => string;

  /** @param detail what pgrepl said, for a test that fails */
  constructor(slack: LocalSlack, detail: () => string) {
    this.slack = slack;
    this.#detail = detail;
  }

  /** Types `/pgrepl …` as somebody, and returns what they are answered. */
  async command(text: string, person = 'requester', channel = '#orders'): Promise<string> {
    const typed = await this.slack.as(person).command('/pgrepl', text, channel);
    return shown(await typed.response(0, answerMs));
  }

  /** The newest card of an operation in the channel. */
  card(): Seen | undefined {
    return roots(this.slack)
      .filter((message) => raw(message).includes('OP-'))
      .at(-1);
  }

  /** Waits until the newest card shows this. */
  async cardShows(what: string | RegExp): Promise<Seen> {
    return waitUntil(
      `the card shows ${String(what)}`,
      () => {
        const card = this.card();
        if (card === undefined) return undefined;
        const text = `${card.text}\n${shown(card)}`;
        return (typeof what === 'string' ? text.includes(what) : what.test(text))
          ? card
          : undefined;
      },
      { timeoutMs: 40_000, detail: () => `${this.#seen()}\n${this.#detail()}` },
    );
  }

  /** Clicks a button of the newest card, and returns what the person is answered. */
  async click(button: string, person = 'dba'): Promise<string> {
    const card = this.card();
    if (card === undefined) throw new Error(`there is no card\n${said(this.slack)}`);
    const clicked = await this.slack.as(person).click(card, button);
    return shown(await clicked.response(0, answerMs));
  }

  #seen(): string {
    const card = this.card();
    return `${said(this.slack)}\n${card === undefined ? '' : shown(card)}`;
  }
}
