import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../../lab/postgres/wait.js';
import { browserHere } from './support/browser.js';
import { DemoPage } from './support/demo-page.js';
import { DemoVisitor } from './support/demo-visitor.js';

const executable = await browserHere();

describe('a visitor of the demo', () => {
  let visit: DemoPage;
  let page: Page;

  beforeAll(async () => {
    if (executable === undefined) return;
    visit = await DemoPage.start(executable);
    ({ page } = visit);
  });

  beforeEach((context) => {
    context.skip(executable === undefined, 'There is no Chromium here.');
  });

  afterAll(() => (executable === undefined ? undefined : visit.close()));

  it('completes the command, and gets the tree alone', async () => {
    const log = await visit.open('orders');
    await page.getByTestId('composer').pressSequentially('/pgrepl st');
    const suggestion = page.getByTestId('completion').getByRole('option');
    expect(await suggestion.first().innerText()).toContain('/pgrepl status [cluster]');
    await page.keyboard.press('Tab');
    expect(await page.getByTestId('composer').inputValue()).toBe('/pgrepl status ');
    await page.keyboard.type('orders');
    await page.keyboard.press('Enter');

    const answer = visit.answers(log).last();
    await answer.getByText('Commits wait for s1.').waitFor();
    const text = await answer.innerText();
    expect(text).toContain('Only visible to you');
    expect(text).toMatch(/pg1\s+primary/);
    expect(text).toMatch(/├─ s1\s+sync\s+streaming/);
    expect(text).toMatch(/│ {2}└─ s3\s+async\s+streaming/);
    expect(text).toMatch(/└─ s2\s+potential\s+streaming/);
    expect(text).toContain('No open incident.');
  });

  it('shows the answer to the channel, where somebody else sees it', async () => {
    const log = await visit.open('orders');
    await visit.answers(log).last().getByRole('button', { name: 'Show in channel' }).click();
    await visit.said(log, 'Commits wait for s1.').waitFor();
    await visit.actAs('U0SRE');
    await visit.said(await visit.open('orders'), 'Commits wait for s1.').waitFor();
    expect(await visit.answers(page.getByRole('log', { name: '#orders' })).count()).toBe(0);
    await visit.actAs('U0DBA');
  });

  it('gets the nearest command for a slip of the pen', async () => {
    const log = await visit.open('general');
    await visit.type('/pgrepl statsu orders');
    await visit.answers(log).getByText('Did you mean /pgrepl status').waitFor();
  });

  it('is refused as a guest', async () => {
    await visit.actAs('U0GUEST');
    const log = await visit.open('lobby');
    await visit.type('/pgrepl status orders');
    await visit.answers(log).getByText('full members of this workspace only').waitFor();
    expect(await log.innerText()).not.toContain('pg1');
    await visit.actAs('U0DBA');
  });

  it('sees an incident arrive, be edited, tell its story and resolve', async () => {
    await visit.open('general');
    const channel = page.getByTestId('channel-orders');
    const unread = async (): Promise<number> => Number(await channel.getAttribute('data-unread'));
    // The digest of the day comes when it is its time.
    const before = await unread();
    await visit.press('s1', 'kill');
    await waitUntil('#orders has something new', async () => (await unread()) > before);

    const log = await visit.open('orders');
    await page.locator('[data-testid="channel-orders"][data-unread="0"]').waitFor();
    const incident = visit.said(log, 'INC-').first();
    await incident.getByText('s2 took over, and commits go on').waitFor();
    const ts = await incident.getAttribute('data-ts');
    await visit.press('s2', 'kill');
    const same = log.locator(`[data-testid="message"][data-ts="${ts ?? ''}"]`);
    await same.getByText('Commits hang on pg1').waitFor();
    await same.getByText('(edited)').waitFor();
    await waitUntil('the load stands still', async () => {
      return (await page.getByTestId('panel-load').innerText()) === '0 rows/s';
    });

    await same.getByTestId('thread-footer').click();
    const thread = page.getByTestId('thread');
    await thread.getByText('Critical now: Commits hang on pg1').waitFor();
    await visit.press('s2', 'start');
    await visit.press('s1', 'start');
    await thread.getByText(/Resolved after \d/).waitFor();
    await same
      .getByText(/resolved/i)
      .first()
      .waitFor();
    expect(await same.count()).toBe(1);
    await page.getByTestId('thread-close').click();
  });

  it('learns that commits are silently asynchronous, and silences it', async () => {
    const log = await visit.open('orders');
    await visit.emptyNames();
    const incident = visit.said(log, 'no longer wait for a standby').first();
    await incident.locator('[aria-label*="red_circle"]').first().waitFor();
    await incident.getByRole('button', { name: 'Silence…' }).click();
    const modal = page.getByRole('dialog');
    await modal.getByRole('button', { name: 'Silence', exact: true }).click();
    await modal.getByText(/is silent until .* for 1 h/).waitFor();
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
    await incident.getByText(/Silenced/).waitFor();
    await visit.type('/pgrepl silences');
    await visit.answers(log).last().getByText('SIL-1').first().waitFor();
    await visit.healAll();
    await incident
      .getByText(/resolved/i)
      .first()
      .waitFor();
    await waitUntil('the panel shows the names as they were', async () => {
      return (await page.getByTestId('sync-names').inputValue()) === 'FIRST 1 (s1, s2)';
    });
  });

  it('works from the Home tab, which follows what happens', async () => {
    await page.getByTestId('app-home').click();
    const home = page.getByTestId('home');
    await home.getByText('No open incident').waitFor();
    await visit.emptyNames();
    await home.getByText('no longer wait for a standby').first().waitFor();
    await home.getByRole('button', { name: 'Acknowledge' }).first().click();
    // A tab has no conversation: what is answered comes in a window.
    await page
      .getByTestId('modal')
      .getByText(/INC-\d+/)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('modal').waitFor({ state: 'detached' });
    await home
      .getByText(/owned by/)
      .first()
      .waitFor();
    await visit.healAll();
    await home.getByText('No open incident').waitFor();
  });

  it('is shown the lag of the last time as a picture, and gets a post-mortem with it', async () => {
    const log = await visit.open('orders');
    await visit.type('/pgrepl lag orders 30min');
    const answer = visit.answers(log).last();
    await answer.getByText('orders: lag of its standbys').first().waitFor();
    const picture = answer.getByRole('img', { name: /^Lag of the standbys of orders/ });
    const width = (image: Locator): Promise<number> =>
      image.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth);
    await waitUntil('the picture is there', async () => (await width(picture)) === 1280);

    await visit.type('/pgrepl postmortem INC-1');
    await visit.answers(log).getByText("is in the incident's thread").waitFor();
    await visit.said(log, 'INC-1').first().getByTestId('thread-footer').click();
    const thread = page.getByTestId('thread');
    await thread.getByText('Post-mortem of INC-1 (draft)').waitFor();
    const inThread = thread.locator('.message-file img');
    await waitUntil('the thread shows it too', async () => (await width(inThread)) === 1280);
    await page.getByTestId('thread-close').click();
  });

  it('puts a message on the timeline of an incident, which follows its edits', async () => {
    const log = await visit.open('orders');
    await visit.type('The disk of s1 was <full> at nine.');
    const message = visit.said(log, 'The disk of s1').last();
    const choose = (item: string): Promise<void> => visit.choose(message, item);
    await choose('Add to incident timeline');
    const modal = page.getByRole('dialog');
    await modal.getByText('Add to a timeline').waitFor();
    await modal.getByText('INC-').first().waitFor();
    await modal.getByRole('button', { name: 'Add', exact: true }).click();
    await modal.getByText('Added to the timeline of INC-').waitFor();
    const name = /INC-\d+/.exec(await modal.innerText())?.[0] ?? '';
    await page.keyboard.press('Escape');

    await choose('Edit message');
    await page.getByTestId('message-editor').fill('The disk of s1 was replaced.');
    await page.keyboard.press('Enter');
    await message.getByText('(edited)').waitFor();
    // The page shows the edit before pgrepl has heard of it.
    const edited = /The disk of s1 was replaced\. \(edited\)/;
    await new DemoVisitor(visit.demo.url, 'C0ORDERS').answer(
      `timeline ${name}`,
      edited,
      'U0REQUESTER',
    );
    await visit.type(`/pgrepl timeline ${name}`);
    await visit.answers(log).last().getByText(edited).waitFor();
    await choose('Delete message');
    await message.waitFor({ state: 'detached' });
  });

  it('is told on the panel when pgrepl itself dies, and can start it again', async () => {
    process.kill(visit.demo.pgreplPid, 'SIGKILL');
    await page.getByTestId('panel-trouble').getByText('pgrepl has ended').waitFor();
    await page.locator('[data-testid="app-state"][data-connected="false"]').waitFor();
    await visit.demo.says(/pgrepl has ended: SIGKILL/);
    await visit.healAll();
    await page.locator('[data-testid="app-state"][data-connected="true"]').waitFor();
    await page.getByTestId('panel-trouble').waitFor({ state: 'detached' });
    await visit.untilAllStream();
    const log = await visit.open('general');
    await visit.type('/pgrepl status orders');
    await visit.answers(log).last().getByText('Commits wait for s1.').waitFor();
  });
});
