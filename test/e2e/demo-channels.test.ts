import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { optionalPart } from '../support/optional.js';
import { findBrowser, openBrowser } from './support/browser.js';
import { answers, DemoPage, messageAt, said } from './support/demo-page.js';
import { DemoProcess } from './support/demo-process.js';
import { DemoVisitor } from './support/demo-visitor.js';

const executable = optionalPart({
  found: await findBrowser(),
  missing: 'There is no Chromium here',
  remedy: 'install one, or say where it is in CHROMIUM_PATH',
});

/** How long an alert may take to be seen when the machine is busy, ms. */
const soonMs = 20_000;

describe('a visitor of the demo, while an incident is open', () => {
  let demo: DemoProcess;
  let browser: Browser;
  let page: Page;
  let visitor: DemoPage;
  /** The incident, by its name and by when its first message was posted. */
  let name: string;
  let ts: string;

  beforeAll(async () => {
    if (executable === undefined) return;
    [demo, browser] = await Promise.all([DemoProcess.start(), openBrowser(executable)]);
    page = await browser.newPage({ viewport: { width: 1500, height: 900 } });
    page.setDefaultTimeout(soonMs);
    visitor = new DemoPage(page);
    await new DemoVisitor(demo.url, 'C0ORDERS').untilWell('U0REQUESTER');
    await page.goto(demo.url);
    await page.getByTestId('panel').waitFor();
  });

  beforeEach((context) => {
    context.skip(executable === undefined, 'There is no Chromium here.');
  });

  afterAll(async () => {
    if (executable === undefined) return;
    await browser.close();
    await demo.end();
  });

  /** Waits until #pg-alerts, to which everything falls back, says this. */
  const alertsSay = async (text: string | RegExp): Promise<Locator> => {
    const message = said(await visitor.open('pg-alerts'), text).first();
    await message.waitFor();
    return message;
  };
  const confirm = (): Promise<void> => page.getByTestId('confirm-accept').click();

  it('deletes its first message, which is said and posted anew', async () => {
    const log = await visitor.open('orders');
    await visitor.press('s1', 'kill');
    const incident = said(log, 'INC-').first();
    await incident.getByText('s2 took over, and commits go on').waitFor();
    name = /INC-\d+/.exec(await incident.innerText())?.[0] ?? '';
    const deletedTs = (await incident.getAttribute('data-ts')) ?? '';
    await visitor.choose(messageAt(log, deletedTs), 'Delete message');
    await said(log, 's2 took over, and commits go on').waitFor({ state: 'detached' });
    await alertsSay(`The first message of ${name} of orders was deleted in Slack.`);

    await visitor.open('orders');
    await visitor.press('s2', 'kill');
    const anew = said(log, 'Commits hang on pg1').filter({ hasText: name }).first();
    await anew.waitFor();
    ts = (await anew.getAttribute('data-ts')) ?? '';
    expect(Number(ts)).toBeGreaterThan(Number(deletedTs));
  });

  it('puts words on its timeline, from its thread and by a command, and lists it', async () => {
    const log = await visitor.open('orders');
    const root = messageAt(log, ts);
    await root.hover();
    await root.getByTestId('reply-in-thread').click();
    const thread = page.getByTestId('thread');
    await visitor.type('@pgrepl The disk of s1 was <full>.', 'thread-composer');
    await answers(thread).getByText(`Added to the timeline of ${name}.`).waitFor();
    await page.getByTestId('thread-close').click();
    await visitor.type(`/pgrepl note ${name} Asked for a larger disk.`);
    await answers(log).last().getByText(`Added to the timeline of ${name}.`).waitFor();

    await visitor.type(`/pgrepl timeline ${name}`);
    const timeline = answers(log).last();
    await timeline.getByText('The disk of s1 was <full>.').waitFor();
    await timeline.getByText('Asked for a larger disk.').waitFor();
    await timeline.getByText('The first message in the channel was deleted in Slack.').waitFor();
    await visitor.type('/pgrepl incidents');
    await answers(log).last().getByText(name).first().waitFor();
  });

  it('renames its channel, where pgrepl goes on', async () => {
    await visitor.open('orders');
    await visitor.chooseOfChannel('Rename channel');
    const dialog = page.getByRole('dialog', { name: 'Rename this channel' });
    const field = dialog.getByRole('textbox', { name: 'Channel name' });
    await field.fill('General');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText('no capital letters').waitFor();
    await field.fill('orders-prod');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await alertsSay('#orders, where pgrepl tells of orders, is called #orders-prod now.');

    const log = await visitor.open('orders-prod');
    await visitor.press('s2', 'start');
    await messageAt(log, ts).getByText('s2 took over, and commits go on').waitFor();
  });

  it('archives the channel, and reads the rest where everything falls back to', async () => {
    await visitor.open('orders-prod');
    await visitor.chooseOfChannel('Archive channel');
    await confirm();
    await page.getByTestId('composer-closed').waitFor();
    await alertsSay('#orders, where pgrepl tells of orders, was archived.');
    await visitor.press('s1', 'start');
    const elsewhere = await alertsSay(/Meant for #orders[^]*resolved/i);
    expect(await elsewhere.innerText()).toContain(name);

    await visitor.open('orders-prod');
    await visitor.chooseOfChannel('Unarchive channel');
    await page.getByTestId('composer').waitFor();
    const told = /Resolved after \d[^]*Posted in #pg-alerts, in place of #orders/;
    const story = await new DemoVisitor(demo.url, 'C0ORDERS').allPages(`timeline ${name}`, told);
    expect(story).toMatch(
      /s1 is down[^]*message in the channel was deleted in Slack[^]*Commits hang[^]*The disk of s1 was[^]*Asked for a larger disk[^]*Resolved after/,
    );
  });

  it('removes pgrepl from the channel, is told elsewhere, and invites it back', async () => {
    const log = await visitor.open('orders-prod');
    await visitor.chooseOfChannel('Remove pgrepl from channel');
    await confirm();
    await alertsSay('pgrepl was removed from #orders, where pgrepl tells of orders.');
    await page.locator('[data-preset=""]:enabled').click();
    const other = /Meant for #orders[^]*no longer wait for a standby/;
    await alertsSay(other);

    await visitor.open('orders-prod');
    expect(await said(log, 'no longer wait for a standby').count()).toBe(0);
    await visitor.type('/invite @pgrepl');
    await page.getByTestId('channel-menu').click();
    await page.getByRole('menuitem', { name: 'Remove pgrepl from channel' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[data-action="heal-all"]:enabled').first().click();
    const ended = await alertsSay(/Meant for #orders[^]*resolved[^]*no longer wait for a standby/i);
    expect(await ended.innerText()).not.toContain(name);
  });
});
