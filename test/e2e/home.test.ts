import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { isOpen, isResolved, shown, theRoot } from './support/messages.js';
import { restore } from './support/restore.js';
import { Scene } from './support/scene.js';

let cluster: LabCluster<'pg1' | 's1' | 's2'>;
let scene: Scene;

beforeAll(async () => {
  cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } } });
});

afterAll(() => cluster.stop());

afterEach(async () => {
  await scene.close();
  await restore(cluster);
});

it('shows the fleet, follows it while somebody looks, and lets them act', async () => {
  scene = await Scene.open({ lab: cluster });
  const { slack } = scene;
  const dba = slack.as('dba');
  let home = await dba.openHome();
  const text = (): string => JSON.stringify(home.content);
  const shows = (what: string | RegExp): Promise<true> =>
    waitUntil(
      `the Home tab shows ${String(what)}`,
      () => (typeof what === 'string' ? text().includes(what) : what.test(text())) || undefined,
      { detail: text },
    ).then(() => true as const);
  expect(text()).toMatch(/1 cluster.*1 well/);
  expect(text()).toContain('No open incident');

  await cluster.node('s1').kill();
  const root = await theRoot(slack, 'is there', isOpen);
  await shows(/INC-1.*s1.*nobody owns this yet/);
  const published = slack.calls('views.publish').length;
  expect(published).toBeLessThan(6);

  // What is clicked there is answered in a window: a Home tab has no channel.
  const taken = await dba.click(home, 'incident_acknowledge');
  expect(JSON.stringify((await taken.view()).content)).toContain('is yours now');
  await shows('owned by <@U0DBA>');
  await theRoot(slack, 'shows its owner', (message) => shown(message).includes('<@U0DBA>'));
  for (const modal of dba.modals()) await dba.close(modal);

  const silencing = await dba.click(home, 'incident_silence');
  const modal = await silencing.view();
  await dba.submit(modal, { silence_scope: 'cluster', silence_duration: '30min' });
  await shows(/SIL-1|Not yet numbered/);
  for (const open of dba.modals()) await dba.close(open);
  const silences = home.content['blocks'] as readonly { readonly elements?: readonly object[] }[];
  const buttons = silences.flatMap(({ elements }) => elements ?? []) as { action_id?: string }[];
  const end = buttons.find(({ action_id: id }) => id?.startsWith('silence_end') === true);
  await dba.click(home, end?.action_id ?? '');
  await waitUntil('the silence is gone', () => !text().includes('Silences'), { detail: text });

  await cluster.node('s1').start();
  await theRoot(slack, 'is resolved', isResolved);
  expect(root.ts).not.toBe('');
  await shows('No open incident');
  home = await dba.openHome();
  expect(slack.calls('views.publish').length).toBeLessThan(20);
});

it('tells who became the primary without pgrepl, and still does after a restart', async () => {
  const promoted = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } });
  try {
    scene = await Scene.open({ lab: promoted });
    const dba = scene.slack.as('dba');
    await promoted.node('pg1').kill();
    await promoted.node('s1').promote();
    const told =
      /orders: s1 was promoted: it was a standby and is a primary now\. s1 went from timeline 1 to timeline 2\. No operation of pgrepl did this\./;
    const shows = (home: { readonly content: object }): Promise<unknown> =>
      waitUntil('the Home tab tells of it', () => told.test(JSON.stringify(home.content)), {
        detail: () => JSON.stringify(home.content),
      });
    await shows(await dba.openHome());
    await scene.stop();
    await scene.start();
    await shows(await dba.openHome());
  } finally {
    await scene.stop();
    await promoted.stop();
  }
});

it('is there again by itself after Slack has stumbled', async () => {
  scene = await Scene.open({ lab: cluster });
  const { slack } = scene;
  const fails = (method: string): { readonly hits: () => number } =>
    slack.faults.add({ kind: 'error', error: 'internal_error', match: { method } });
  // Slack does not say who it is: they are told so, and have the board a little later.
  fails('users.info');
  const home = await slack.as('sre').openHome();
  const shows = (what: string): Promise<unknown> =>
    waitUntil(`the Home tab shows "${what}"`, () => JSON.stringify(home.content).includes(what));
  expect(JSON.stringify(home.content)).toContain('Slack could not tell who you are');
  await shows('No open incident');
  // Slack does not take the next state: it has the one after that.
  const missed = fails('views.publish');
  await cluster.node('s1').kill();
  await shows('INC-1');
  expect(missed.hits()).toBe(1);
});

it('refuses guests and tells nobody more than Slack takes', async () => {
  scene = await Scene.open({ lab: cluster });
  const home = await scene.slack.as('guest').openHome();
  expect(JSON.stringify(home.content)).toContain('you are a guest here');
  expect(JSON.stringify(home.content)).not.toContain('orders');
});
