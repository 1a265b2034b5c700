import type { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../lab/slack/local-slack.js';
import type { PageChannel } from '../../../lab/slack/page-api.js';
import { clientOf, errorOf, socketApp } from './bolt.js';
import { act, state, stream } from './page-support.js';

const channel = 'C0ORDERS';
const user = 'U0SRE';
const well = { ok: true };

let slack: LocalSlack;
let app: App;
let heard: string[];

beforeEach(async () => {
  slack = await startLocalSlack({
    apps: [
      {
        memberOf: ['orders'],
        manifest: {
          display_information: { name: 'pgrepl' },
          oauth_config: { scopes: { bot: ['channels:read', 'chat:write'] } },
          settings: {
            event_subscriptions: {
              bot_events: [
                'channel_archive',
                'channel_left',
                'channel_rename',
                'channel_unarchive',
                'member_joined_channel',
              ],
            },
            socket_mode_enabled: true,
          },
        },
      },
    ],
  });
  app = socketApp(slack);
  heard = [];
  app.use(async ({ body, next }) => {
    const { event } = body as { event?: { type: string } };
    if (event !== undefined) heard.push(event.type);
    await next();
  });
  await app.start();
});

afterEach(async () => {
  await app.stop();
  await slack.stop();
});

/** Waits until the app has heard of something, and forgets it. */
async function hears(type: string): Promise<void> {
  await slack.waitUntil(() => heard.includes(type), `the app hears ${type}`);
  heard = [];
}

async function shown(): Promise<PageChannel | undefined> {
  return (await state(slack, user)).channels.find(({ id }) => id === channel);
}

it('is renamed by a member, which others see and the app hears', async () => {
  const other = await stream(slack, 'U0DBA');
  expect(
    await act(slack, { kind: 'rename-channel', user, channel, name: ' #orders-prod' }),
  ).toEqual(well);
  await hears('channel_rename');
  const { event } = await other.until(({ kind }) => kind === 'channel');
  expect(event).toMatchObject({ channel: { id: channel, name: 'orders-prod' } });
  other.close();
  expect(await shown()).toMatchObject({ name: 'orders-prod' });
});

it.each([
  ['Orders', /capital letters/],
  ['orders prod', /spaces/],
  ['', /full stops/],
  ['o'.repeat(81), /at most 80/],
  ['general', /already taken/],
])('is not renamed to "%s"', async (name, told) => {
  expect(await act(slack, { kind: 'rename-channel', user, channel, name })).toEqual({
    ok: false,
    message: expect.stringMatching(told) as string,
  });
  expect(await shown()).toMatchObject({ name: 'orders' });
});

it('is archived, where nothing but taking it out again is left to do', async () => {
  const archive = (archived: boolean) =>
    act(slack, { kind: 'archive-channel', user, channel, archived });
  const post = () => clientOf(slack).chat.postMessage({ channel, text: 'x' });
  expect(await archive(true)).toEqual(well);
  await hears('channel_archive');
  expect(await shown()).toMatchObject({ isArchived: true });
  expect(await errorOf(post())).toBe('is_archived');
  const refused = { ok: false, message: 'This channel has been archived.' };
  expect(await act(slack, { kind: 'rename-channel', user, channel, name: 'x' })).toEqual(refused);
  expect(await act(slack, { kind: 'app-in-channel', user, channel, isMember: false })).toEqual(
    refused,
  );
  expect(await archive(false)).toEqual(well);
  await hears('channel_unarchive');
  await post();
  expect(
    await act(slack, { kind: 'archive-channel', user, channel: 'C0GENERAL', archived: true }),
  ).toEqual({ ok: false, message: "The general channel can't be archived." });
});

it('loses the app and gets it back', async () => {
  const move = (isMember: boolean) =>
    act(slack, { kind: 'app-in-channel', user, channel, isMember });
  expect(await shown()).toMatchObject({ hasApp: true });
  expect(await move(false)).toEqual(well);
  await hears('channel_left');
  expect(await shown()).toMatchObject({ hasApp: false });
  expect(await errorOf(clientOf(slack).chat.postMessage({ channel, text: 'x' }))).toBe(
    'not_in_channel',
  );
  expect(await move(true)).toEqual(well);
  await hears('member_joined_channel');
  expect(await shown()).toMatchObject({ hasApp: true });
});

it('stays as it is for guests, and for whoever is not in it', async () => {
  const guest = 'U0GUEST';
  expect(
    await act(slack, { kind: 'rename-channel', user: guest, channel: 'C0LOBBY', name: 'x' }),
  ).toEqual({ ok: false, message: 'Only full members of this workspace change its channels.' });
  expect(
    await act(slack, {
      kind: 'app-in-channel',
      user: 'U0REQUESTER',
      channel: 'C0DBAS',
      isMember: true,
    }),
  ).toEqual({ ok: false, message: 'You are not in this channel.' });
});
