import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../lab/slack/local-slack.js';
import { socketApp } from './bolt.js';

let slack: LocalSlack;
let app: App;

beforeEach(async () => {
  slack = await startLocalSlack();
  app = socketApp(slack);
});

afterEach(async () => {
  await app.stop();
  await slack.stop();
});

describe('Bolt over Socket Mode', () => {
  it('runs a command, and its answers are for the person alone unless said', async () => {
    app.command('/pgrepl', async ({ command, ack, respond }) => {
      await ack(`You said: ${command.text}`);
      await respond({ text: 'for all', response_type: 'in_channel' });
    });
    await app.start();
    const outcome = await slack.as('requester').command('/pgrepl', 'status orders', '#orders');
    expect(outcome).toMatchObject({ acked: true, told: null });
    expect(outcome.ms).toBeGreaterThan(0);
    expect(await outcome.response(0)).toMatchObject({ text: 'You said: status orders' });
    expect(await outcome.response(1)).toMatchObject({ text: 'for all', ephemeralFor: null });
    const texts = (who: string): string[] =>
      slack
        .as(who)
        .messagesIn('#orders')
        .map(({ text }) => text);
    expect(texts('requester')).toEqual(['You said: status orders', 'for all']);
    expect(texts('sre')).toEqual(['for all']);
  });
});
