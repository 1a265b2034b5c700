import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser } from './browser.js';
import { DemoProcess } from './demo-process.js';
import { DemoVisitor } from './demo-visitor.js';

/** How long an alert may take to be seen when the machine is busy, ms. */
const soonMs = 20_000;

/** pgrepl's view of the demo's cluster as it should be: on a busy machine it begins with less. */
const whole =
  /s1 +sync +streaming[^]*s3 +async +streaming[^]*s2 +potential +streaming[^]*No open incident/;

/** The demo and a real browser that shows its page, as a visitor uses it. */
export class DemoPage {
  readonly demo: DemoProcess;
  readonly page: Page;
  readonly #browser: Browser;

  private constructor(demo: DemoProcess, browser: Browser, page: Page) {
    this.demo = demo;
    this.page = page;
    this.#browser = browser;
  }

  /** Starts both, and waits until the cluster is as it should be and the panel is there. */
  static async start(executable: string): Promise<DemoPage> {
    const [demo, browser] = await Promise.all([DemoProcess.start(), openBrowser(executable)]);
    const page = await browser.newPage({ viewport: { width: 1500, height: 900 } });
    page.setDefaultTimeout(soonMs);
    const started = new DemoPage(demo, browser, page);
    try {
      await started.untilAllStream();
      await page.goto(demo.url);
      await page.getByTestId('panel').waitFor();
      return started;
    } catch (error) {
      await started.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.demo.end();
  }

  async untilAllStream(): Promise<void> {
    const other = new DemoVisitor(this.demo.url, 'C0ORDERS');
    await other.answer('status orders', whole, 'U0REQUESTER');
  }

  async open(channel: string): Promise<Locator> {
    await this.page.getByTestId(`channel-${channel}`).click();
    const log = this.page.getByRole('log', { name: `#${channel}`, exact: true });
    await log.waitFor();
    return log;
  }

  /** Types and sends. */
  async type(text: string, where: 'composer' | 'thread-composer' = 'composer'): Promise<void> {
    await this.page.getByTestId(where).fill(text);
    await this.page.keyboard.press('Escape'); // no completion: what stands there is sent
    await this.page.keyboard.press('Enter');
  }

  /** Chooses from the menu of a message. */
  async choose(message: Locator, item: string): Promise<void> {
    // By the keyboard: a picture that arrives moves the message away from below the mouse.
    await message.getByTestId('more-actions').press('Enter');
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  /** Chooses from the menu of the channel that is open. */
  async chooseOfChannel(item: string): Promise<void> {
    await this.page.getByTestId('channel-menu').click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  async actAs(user: string): Promise<void> {
    await this.page.getByTestId(`act-as-${user}`).click();
    await this.page.locator(`[data-testid="act-as-${user}"][aria-pressed="true"]`).waitFor();
  }

  /** Presses what the panel does to a node. */
  async press(node: string, action: string): Promise<void> {
    const card = this.page.getByTestId(`panel-node-${node}`);
    await card.locator(`[data-action="${action}"]:enabled`).click();
  }

  /** Empties `synchronous_standby_names`: commits are silently asynchronous. */
  async emptyNames(): Promise<void> {
    await this.page.locator('[data-preset=""]:enabled').click();
  }

  async healAll(): Promise<void> {
    await this.page.locator('[data-action="heal-all"]:enabled').first().click();
  }

  /** What was said to this person alone, the newest last. */
  answers(log: Locator): Locator {
    return log.locator('[data-testid="message"][data-ephemeral="true"]');
  }

  said(log: Locator, text: string | RegExp): Locator {
    return log.locator('[data-testid="message"][data-ephemeral="false"]').filter({ hasText: text });
  }
  /** The message that was posted at this time. */
  messageAt(log: Locator, ts: string): Locator {
    return log.locator(`[data-testid="message"][data-ts="${ts}"]`);
  }
}
