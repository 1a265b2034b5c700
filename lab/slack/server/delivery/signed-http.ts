import { createHmac } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { LabClock } from '../clock.js';
import type { InstalledApp, RequestUrls } from '../model/app.js';
import { ACK_MS, type Delivery, type Envelope } from './envelope.js';

/** `v0=` and the HMAC that Slack signs a request with. */
export function signature(signingSecret: string, timestamp: string, body: string): string {
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`);
  return `v0=${digest.digest('hex')}`;
}

/** What came of a request, and whether the app asked not to be sent it again. */
export type HttpDelivery = Delivery & { readonly noRetry?: boolean };

/** Sends an envelope to an app's request URL. */
export async function sendSigned(
  clock: LabClock,
  app: InstalledApp,
  urls: RequestUrls,
  envelope: Envelope,
): Promise<HttpDelivery> {
  const { url, contentType, body } = request(urls, envelope);
  const retry =
    envelope.attempt === 0
      ? {}
      : {
          'x-slack-retry-num': String(envelope.attempt),
          'x-slack-retry-reason': envelope.retryReason ?? 'http_error',
        };
  return post(clock, app, { url, contentType, body, headers: retry });
}

interface SignedRequest {
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export async function post(
  clock: LabClock,
  app: InstalledApp,
  { url, contentType, body, headers }: SignedRequest,
): Promise<HttpDelivery> {
  const startMs = performance.now();
  const ms = (): number => performance.now() - startMs;
  const timestamp = String(Math.floor(clock.now() / 1000));
  const controller = new AbortController();
  const callOff = clock.after(ACK_MS, () => {
    controller.abort();
  });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature(app.signingSecret, timestamp, body),
        ...headers,
      },
      body,
      redirect: 'manual',
      signal: controller.signal,
    });
    const text = await response.text();
    if (!response.ok) {
      const noRetry = response.headers.get('x-slack-no-retry') === '1';
      return { ok: false, reason: 'refused', status: response.status, ms: ms(), noRetry };
    }
    return { ok: true, payload: answer(response.headers.get('content-type'), text), ms: ms() };
  } catch {
    const reason = controller.signal.aborted ? 'timeout' : 'not-connected';
    return { ok: false, reason, status: null, ms: ms() };
  } finally {
    callOff();
  }
}

function request(
  urls: RequestUrls,
  { type, payload }: Envelope,
): { readonly url: string; readonly contentType: string; readonly body: string } {
  const form = 'application/x-www-form-urlencoded';
  switch (type) {
    case 'slash_commands':
      return { url: urls.commands, contentType: form, body: encode(payload) };
    case 'interactive':
      return {
        url: urls.interactivity,
        contentType: form,
        body: encode({ payload: JSON.stringify(payload) }),
      };
    case 'events_api':
      return {
        url: urls.events,
        contentType: 'application/json',
        body: JSON.stringify(payload),
      };
  }
}

function encode(fields: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(fields).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return new URLSearchParams(pairs).toString();
}

/** A body of JSON is a response; any other text is what to show. */
function answer(contentType: string | null, text: string): unknown {
  if (text === '') return undefined;
  if (contentType?.startsWith('application/json') !== true) return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
