import { expect, it } from 'vitest';
import { createClients } from '../../../src/slack/api/clients.js';
import { createChannelDirectory } from '../../../src/slack/channels.js';
import { checkSlack } from '../../../src/slack/check-slack.js';
import type { LocalSlack } from '../../../lab/slack/server/local-slack.js';
import { aSlack, KeptLog } from './support.js';

/** A workspace whose list of channels is three pages long, with what is asked for on the last. */
async function aLargeSlack(): Promise<LocalSlack> {
  const others = Array.from({ length: 450 }, (_, index) => ({ name: `team-${index}` }));
  const channels = [...others, { name: 'zz-alerts' }];
  const slack = await aSlack({ memberOf: ['#zz-alerts'] }, { channels });
  slack.faults.add({
    kind: '429',
    retryAfterSeconds: 1,
    match: { method: 'conversations.list', where: ({ cursor }) => cursor !== undefined },
  });
  return slack;
}

const lists = (slack: LocalSlack): number => slack.calls('conversations.list').length;

it('goes on with a list of channels that Slack has broken off, and keeps what it knows of it', async () => {
  const slack = await aLargeSlack();
  const { lookups } = createClients({
    botToken: slack.app.botToken,
    apiUrl: slack.apiUrl,
    log: new KeptLog(),
  });
  const directory = createChannelDirectory(lookups);
  expect(await directory.resolve()).toMatchObject({ kind: 'rate-limited' });
  expect([directory.idOf('#team-0'), directory.idOf('#zz-alerts')]).toEqual([
    expect.any(String),
    null,
  ]);
  const whole = await directory.resolve();
  expect(whole.kind === 'ok' && whole.data.length).toBe(451);
  expect(directory.idOf('#zz-alerts')).not.toBeNull();
  // The page that was refused is the only one that was asked for twice.
  expect(lists(slack)).toBe(4);
});

it('waits, when everything is checked, until Slack goes on with the list', async () => {
  const slack = await aLargeSlack();
  const checks = await checkSlack({
    botToken: slack.app.botToken,
    mode: { kind: 'socket', appToken: slack.app.appToken },
    apiUrl: slack.apiUrl,
    channels: [{ channel: '#zz-alerts', purpose: 'p' }],
    people: [],
    log: new KeptLog(),
  });
  expect(checks.map(({ message }) => message)).toContain(
    'The channel #zz-alerts (p) is there and pgrepl is in it.',
  );
});
