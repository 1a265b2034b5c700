import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../../lab/postgres/wait.js';
import { browserHere } from './support/browser.js';
import { DemoPage } from './support/demo-page.js';

const executable = await browserHere();

const minuteMs = 60_000;
const group = '@dba-oncall';
/** The words by which people are called for what is critical. */
const call = /nobody has acknowledged it: Commits on pg1 no longer wait for a standby/;
const callEveryMs = 20_000;
/** How long a call may take to come when the machine is busy: its own time and as much again, ms. */
const callWithinMs = 60_000;

describe('a visitor of the demo who leaves trouble alone', () => {
  let visit: DemoPage;
  let page: Page;
  let digestAtMs: number;
  /** #orders, as it is open all the time. */
  let log: Locator;
  /** The first message of what is critical, and the name of its incident. */
  let root: Locator;
  let name: string;
  /** Whether the warning was taken before the digest told of it: a busy machine may be late. */
  let isTakenInTime: boolean;

  beforeAll(async () => {
    if (executable === undefined) return;
    visit = await DemoPage.start(executable);
    ({ page } = visit);
    const { night } = await visit.demo.state();
    digestAtMs = Date.parse(night?.digestAt ?? '');
  });

  beforeEach((context) => {
    context.skip(executable === undefined, 'There is no Chromium here.');
  });

  afterAll(() => (executable === undefined ? undefined : visit.close()));

  /** The messages in which people are called, in the channel or in the thread. */
  const callsIn = (place: Locator): Locator => visit.said(place, call).filter({ hasText: group });
  const thread = (): Locator => page.getByTestId('thread');
  /** Types a command and returns its answer, which nobody else sees. */
  const ask = async (text: string, answered: string | RegExp): Promise<Locator> => {
    const answers = visit.answers(log);
    const before = await answers.count();
    await visit.type(`/pgrepl ${text}`);
    const answer = answers.nth(before);
    await answer.getByText(answered).first().waitFor();
    return answer;
  };

  it('is told on the panel what comes by itself', async () => {
    const told = await page.getByTestId('panel-night').innerText();
    expect(told).toContain(`calls ${group} after 20 s, and again every 20 s`);
    expect(digestAtMs % minuteMs).toBe(0);
    expect(digestAtMs - Date.now()).toBeLessThan(2 * minuteMs);
  });

  it('takes a mere warning at once', async () => {
    log = await visit.open('orders');
    await visit.actAs('U0SRE');
    await visit.press('s3', 'kill');
    const warning = visit.said(log, 'INC-1').first();
    await warning.getByText('nobody owns this yet').waitFor();
    await warning.getByRole('button', { name: 'Acknowledge' }).click();
    await warning.getByText('owned by @sre').waitFor();
    isTakenInTime = Date.now() < digestAtMs;
  });

  it('makes something critical, and plans maintenance meanwhile', async () => {
    await visit.emptyNames();
    root = visit.said(log, 'no longer wait for a standby').first();
    await root.locator('[aria-label*="red_circle"]').first().waitFor();
    await root.getByText('nobody owns this yet').waitFor();
    const ts = await root.getAttribute('data-ts');
    root = log.locator(`[data-testid="message"][data-ts="${ts ?? ''}"]`);
    name = /INC-\d+/.exec(await root.innerText())?.[0] ?? '';

    await root.getByRole('button', { name: 'Silence…' }).click();
    const modal = page.getByRole('dialog');
    await modal.getByRole('combobox', { name: 'What is not told' }).click();
    await page.getByRole('option', { name: 'Everything of orders' }).click();
    const later = new Date(Date.now() + 120 * minuteMs);
    const localTime = new Date(later.getTime() - later.getTimezoneOffset() * minuteMs);
    await modal.getByLabel('From').fill(localTime.toISOString().slice(0, 16));
    await modal.getByLabel('Why').fill('new disks');
    await modal.getByRole('button', { name: 'Silence', exact: true }).click();
    await modal.getByText('SIL-1').waitFor();
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
    const planned = await ask('silences', 'SIL-1');
    expect(await planned.innerText()).toMatch(/everything of orders.*new disks/);
    // It has not begun: nothing is silenced, and people are still called.
    expect(await root.innerText()).not.toContain('Silenced');
    await planned.getByRole('button', { name: 'End SIL-1' }).click();
    await visit.answers(log).getByText('SIL-1 is called off before it began').waitFor();
    await ask('silences', 'Nothing is silenced');
  });

  it('sees the group called, in the thread and in the channel, and called again', async () => {
    await waitUntil('the group is called', async () => (await callsIn(log).count()) >= 1, {
      timeoutMs: callWithinMs,
    });
    expect(await callsIn(log).first().innerText()).toMatch(
      /replied to a thread[^]*This is call 1 of 3/,
    );
    await root.getByTestId('thread-footer').click();
    await thread().getByText('Also sent to the channel').first().waitFor();
    expect(await callsIn(thread()).first().innerText()).toContain('This is call 1 of 3');
    await waitUntil('it is called again', async () => (await callsIn(log).count()) >= 2, {
      timeoutMs: callWithinMs,
    });
    expect(await callsIn(thread()).nth(1).innerText()).toContain('This is call 2 of 3');
  });

  it('takes it, and somebody else takes it over', async () => {
    await root.getByRole('button', { name: 'Acknowledge' }).click();
    await root.getByText('owned by @sre').waitFor();
    await visit.actAs('U0DBA');
    log = await visit.open('orders');
    await root.getByRole('button', { name: 'Take over' }).click();
    await root.getByText('owned by @dba').waitFor();
  });

  it('reads on the timeline who was called and who took it, in order, with a picture', async () => {
    const answer = await ask(`timeline ${name}`, '@dba');
    expect(await answer.innerText()).toMatch(
      /Commits on pg1 no longer wait[^]*@dba-oncall was called, 1 of 3\.[^]*@dba-oncall was called, 2 of 3\.[^]*@sre: Acknowledged\.[^]*@dba: Taken over from @sre\./,
    );
    const picture = log.getByRole('img', { name: /^Lag of the standbys of orders/ }).last();
    await waitUntil('the picture is there', () =>
      picture.evaluate(
        (image) => (image as unknown as { naturalWidth: number }).naturalWidth === 1280,
      ),
    );
  });

  it('gets the digest of the day by itself and one for the asking, and no further call', async () => {
    const digest = visit.said(log, 'The last 24 hours');
    await waitUntil('the digest is there', async () => (await digest.count()) === 1, {
      timeoutMs: Math.max(0, digestAtMs - Date.now()) + 30_000,
    });
    if (isTakenInTime) {
      expect(await digest.innerText()).toMatch(
        /INC-1, warning: .*s3.* open for .*, owned by @SRE on call\./,
      );
    }
    const answer = await (await ask('digest orders', 'The last 24 hours')).innerText();
    expect(answer).toMatch(/INC-1, warning: .*s3.* open for .*, owned by @sre\./);
    expect(answer).toMatch(new RegExp(`${name}, critical: .*no longer wait.*, owned by @dba\\.`));
    expect(await digest.count()).toBe(1);
    // Whoever took it has stopped the calls: another would have come by now.
    const lastAtMs = 1_000 * Number(await callsIn(log).last().getAttribute('data-ts'));
    await waitUntil('another call is overdue', () => Date.now() > lastAtMs + callEveryMs + 3_000, {
      timeoutMs: callWithinMs,
    });
    const story = await (await ask(`timeline ${name}`, '@dba')).innerText();
    const [before = '', after = 'it is not on the timeline'] = story.split('@sre: Acknowledged.');
    expect(after).not.toContain('was called');
    expect(await callsIn(log).count()).toBe(before.match(/@dba-oncall was called/g)?.length);
  });
});
