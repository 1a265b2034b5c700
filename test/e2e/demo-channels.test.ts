import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../../lab/postgres/wait.js';
import { browserHere } from './support/browser.js';
import { DemoPage } from './support/demo-page.js';
import { DemoVisitor } from './support/demo-visitor.js';

const executable = await browserHere();

/** How long an alert may take to be seen when the machine is busy, ms. */
const soonMs = 20_000;

describe('a visitor of the demo, while an incident is open', () => {
  let visit: DemoPage;
  let page: Page;
  /** The incident, by its name and by when its first message was posted. */
  let name: string;
  let ts: string;

  beforeAll(async () => {
    if (executable === undefined) return;
    visit = await DemoPage.start(executable);
    ({ page } = visit);
  });

  beforeEach((context) => {
    context.skip(executable === undefined, 'There is no Chromium here.');
  });

  afterAll(() => (executable === undefined ? undefined : visit.close()));

  /** Waits until #pg-alerts, to which everything falls back, says this. */
  const alertsSay = async (text: string | RegExp): Promise<Locator> => {
    const message = visit.said(await visit.open('pg-alerts'), text).first();
    await message.waitFor();
    return message;
  };
  const confirm = (): Promise<void> => page.getByTestId('confirm-accept').click();

  it('deletes its first message, which is said and posted anew', async () => {
    const log = await visit.open('orders');
    await visit.press('s1', 'kill');
    const incident = visit.said(log, 'INC-').first();
    await incident.getByText('s2 took over, and commits go on').waitFor();
    name = /INC-\d+/.exec(await incident.innerText())?.[0] ?? '';
    const deletedTs = (await incident.getAttribute('data-ts')) ?? '';
    await visit.choose(visit.messageAt(log, deletedTs), 'Delete message');
    await visit.said(log, 's2 took over, and commits go on').waitFor({ state: 'detached' });
    await alertsSay(`The first message of ${name} of orders was deleted in Slack.`);

    await visit.open('orders');
    await visit.press('s2', 'kill');
    const anew = visit.said(log, 'Commits hang on pg1').filter({ hasText: name }).first();
    await anew.waitFor();
    ts = (await anew.getAttribute('data-ts')) ?? '';
    expect(Number(ts)).toBeGreaterThan(Number(deletedTs));
  });

  it('puts words on its timeline, from its thread and by a command, and lists it', async () => {
    const log = await visit.open('orders');
    await visit.messageAt(log, ts).getByTestId('reply-in-thread').press('Enter');
    const thread = page.getByTestId('thread');
    await visit.type('@pgrepl The disk of s1 was <full>.', 'thread-composer');
    await visit.answers(thread).getByText(`Added to the timeline of ${name}.`).waitFor();
    await page.getByTestId('thread-close').click();
    await visit.type(`/pgrepl note ${name} Asked for a larger disk.`);
    await visit.answers(log).last().getByText(`Added to the timeline of ${name}.`).waitFor();

    await visit.type(`/pgrepl timeline ${name}`);
    const timeline = visit.answers(log).last();
    await timeline.getByText('The disk of s1 was <full>.').waitFor();
    await timeline.getByText('Asked for a larger disk.').waitFor();
    await visit.type('/pgrepl incidents');
    await visit.answers(log).last().getByText(name).first().waitFor();
  });

  it('renames its channel, where pgrepl goes on', async () => {
    await visit.open('orders');
    await visit.chooseOfChannel('Rename channel');
    const dialog = page.getByRole('dialog', { name: 'Rename this channel' });
    const field = dialog.getByRole('textbox', { name: 'Channel name' });
    await field.fill('General');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText('no capital letters').waitFor();
    await field.fill('orders-prod');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await alertsSay('#orders, where pgrepl tells of orders, is called #orders-prod now.');

    const log = await visit.open('orders-prod');
    await visit.press('s2', 'start');
    await visit.messageAt(log, ts).getByText('s2 took over, and commits go on').waitFor();
  });

  it('archives the channel, and reads the rest where everything falls back to', async () => {
    await visit.open('orders-prod');
    await visit.chooseOfChannel('Archive channel');
    await confirm();
    await page.getByTestId('composer-closed').waitFor();
    await alertsSay('#orders, where pgrepl tells of orders, was archived.');
    await visit.press('s1', 'start');
    const elsewhere = await alertsSay(/Meant for #orders[^]*resolved/i);
    expect(await elsewhere.innerText()).toContain(name);

    await visit.open('orders-prod');
    await visit.chooseOfChannel('Unarchive channel');
    await page.getByTestId('composer').waitFor();
    const other = new DemoVisitor(visit.demo.url, 'C0ORDERS');
    const whole =
      /s1 is down[^]*message in the channel was deleted in Slack[^]*Posted anew in #orders[^]*The disk of s1 was[^]*Asked for a larger disk[^]*Posted anew in #pg-alerts, in place of #orders/;
    let story = '';
    await waitUntil(
      'its timeline has all of it',
      async () => {
        story = await other.allPages(`timeline ${name}`, /Resolved after \d/);
        return whole.test(story);
      },
      { everyMs: 500, timeoutMs: soonMs, detail: () => story },
    );
  });

  it('removes pgrepl from the channel, is told elsewhere, and invites it back', async () => {
    const log = await visit.open('orders-prod');
    await visit.chooseOfChannel('Remove pgrepl from channel');
    await confirm();
    await alertsSay('pgrepl was removed from #orders, where pgrepl tells of orders.');
    await visit.emptyNames();
    await alertsSay(/Meant for #orders[^]*no longer wait for a standby/);

    await visit.open('orders-prod');
    expect(await visit.said(log, 'no longer wait for a standby').count()).toBe(0);
    await visit.type('/invite @pgrepl');
    await page.getByTestId('channel-menu').click();
    await page.getByRole('menuitem', { name: 'Remove pgrepl from channel' }).waitFor();
    await page.keyboard.press('Escape');
    await visit.healAll();
    const ended = await alertsSay(/Meant for #orders[^]*resolved[^]*no longer wait for a standby/i);
    expect(await ended.innerText()).not.toContain(name);
  });
});
