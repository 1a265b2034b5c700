import type { PageAction, PageMessage, PageState } from '../../../lab/slack/page-api.js';
import { waitUntil } from '../../../lab/postgres/wait.js';

interface Button {
  readonly type: string;
  readonly action_id: string;
  readonly value?: string;
  readonly text: { readonly text: string };
}

interface Block {
  readonly block_id?: string;
  readonly type: string;
  readonly elements?: readonly Button[];
}

/** How long pgrepl may take to say something when the machine is busy, ms. */
const soonMs = 30_000;

/** A visitor of the demo's page who acts as whomever they like, by what the page itself sends. */
export class DemoVisitor {
  readonly #url: string;
  readonly #channel: string;

  /**
   * @param url where the page is, with a slash at the end
   * @param channel the id of the channel where they are
   */
  constructor(url: string, channel: string) {
    this.#url = url;
    this.#channel = channel;
  }

  /** Types `/pgrepl …`. */
  async command(user: string, text: string): Promise<void> {
    const channel = this.#channel;
    await this.#act({ kind: 'command', user, channel, command: '/pgrepl', text });
  }

  /** Waits until `/pgrepl status` says that nothing is wrong: a busy machine starts with less. */
  async untilWell(user = 'U0DBA'): Promise<void> {
    await waitUntil(
      'orders is well',
      async () => {
        await this.command(user, 'status orders');
        const answers = (await this.state(user)).messages.filter(({ ephemeral }) => ephemeral);
        const newest = answers.at(-1);
        return newest !== undefined && holds(newest, 'No open incident');
      },
      { timeoutMs: soonMs, everyMs: 500 },
    );
  }

  /** Waits until a message of the channel, a reply or not, has this in it, and returns it. */
  async sees(what: string | RegExp): Promise<PageMessage> {
    return waitUntil(
      `#orders shows ${String(what)}`,
      async () => (await this.#messages()).findLast((message) => holds(message, what)),
      {
        timeoutMs: soonMs,
        detail: async () => JSON.stringify((await this.#messages()).slice(-4), null, 1),
      },
    );
  }

  /** The name of the incident that a message tells of, once it has one. */
  async incidentOf({ ts }: Pick<PageMessage, 'ts'>): Promise<string> {
    return waitUntil('the incident has a name', async () => {
      const message = (await this.#messages()).find((each) => each.ts === ts);
      return /INC-\d+/.exec(JSON.stringify(message?.blocks))?.[0];
    });
  }

  /** Asks until the answer has this in it, and returns what it shows. */
  async answer(text: string, what: RegExp, user = 'U0SRE'): Promise<string> {
    return waitUntil(
      `/pgrepl ${text} says ${what.source}`,
      async () => {
        await this.command(user, text);
        const shown = JSON.stringify((await this.#newestAnswer(user))?.blocks);
        return what.test(shown) && shown;
      },
      { timeoutMs: soonMs, everyMs: 500 },
    );
  }

  /** All pages of what begins with its last one, read back by their buttons. */
  async allPages(text: string, ends: RegExp, user = 'U0SRE'): Promise<string> {
    let page = await this.answer(text, ends, user);
    const pages = [page];
    for (;;) {
      const newest = await this.#newestAnswer(user);
      if (newest === undefined || !page.includes('"Earlier"')) return pages.join('\n');
      await this.press(user, newest, 'Earlier');
      const before = page;
      page = await waitUntil('the page before is shown', async () => {
        const shown = JSON.stringify((await this.#newestAnswer(user))?.blocks);
        return shown !== before && shown;
      });
      pages.unshift(page);
    }
  }

  async #newestAnswer(user: string): Promise<PageMessage | undefined> {
    const { messages } = await this.state(user);
    return messages.filter(({ ephemeral }) => ephemeral).at(-1);
  }

  /** Presses a button of a message by what stands on it. */
  async press(user: string, message: PageMessage, label: string): Promise<void> {
    for (const block of message.blocks as readonly Block[]) {
      const button = block.elements?.find(
        ({ type, text }) => type === 'button' && text.text === label,
      );
      if (button === undefined) continue;
      const { channel, ts } = message;
      await this.#act({
        kind: 'block-action',
        user,
        container: { type: 'message', channel, ts },
        action: {
          ...button,
          ...(block.block_id === undefined ? {} : { block_id: block.block_id }),
        },
        values: {},
      });
      return;
    }
    throw new Error(`there is no button ${label} on: ${JSON.stringify(message.blocks)}`);
  }

  async state(user = 'U0DBA'): Promise<PageState> {
    return (await (await fetch(`${this.#url}page/state?user=${user}`)).json()) as PageState;
  }

  async #messages(): Promise<readonly PageMessage[]> {
    return (await this.state()).messages.filter(({ channel }) => channel === this.#channel);
  }

  async #act(action: PageAction): Promise<void> {
    const response = await fetch(`${this.#url}page/actions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    });
    const result = (await response.json()) as { readonly ok: boolean };
    if (!result.ok) throw new Error(`the local Slack refused: ${JSON.stringify(result)}`);
  }
}

function holds(message: PageMessage, what: string | RegExp): boolean {
  const text = `${message.text}\n${JSON.stringify(message.blocks)}`;
  return typeof what === 'string' ? text.includes(what) : what.test(text);
}
