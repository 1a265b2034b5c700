import { App, HTTPReceiver, LogLevel, type Logger, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { LocalSlack } from '../../../lab/slack/local-slack.js';

/** What the SDK has to say about errors that a test wants is of no interest. */
const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** Fails at once instead of trying again, so that a test sees the failure. */
const once = { retries: 0 };

/** A client of the first app's bot that tries each call once. */
export function clientOf(slack: LocalSlack, token = slack.app.botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    logger: silent,
    retryConfig: once,
    rejectRateLimitedCalls: true,
  });
}

/** The name of the error that a call was refused with. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'no error';
  } catch (error) {
    const { data, code } = error as { data?: { error?: string }; code?: string };
    return data?.error ?? code ?? String(error);
  }
}

/** A real Bolt app over Socket Mode; not started yet. */
export function socketApp(slack: LocalSlack): App {
  const clientOptions = { slackApiUrl: slack.apiUrl };
  return new App({
    token: slack.app.botToken,
    receiver: new SocketModeReceiver({
      appToken: slack.app.appToken,
      logger: silent,
      installerOptions: { clientOptions: { ...clientOptions, retryConfig: once } },
    }),
    logger: silent,
    clientOptions: { ...clientOptions, retryConfig: once },
  });
}

/** A real Bolt app that takes signed requests; not started yet. */
export function httpApp(
  slack: LocalSlack,
  signingSecret: string,
): { readonly app: App; readonly receiver: HTTPReceiver } {
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: ['/slack/events'],
    logger: silent,
  });
  const app = new App({
    token: slack.app.botToken,
    receiver,
    logger: silent,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: once },
  });
  return { app, receiver };
}
