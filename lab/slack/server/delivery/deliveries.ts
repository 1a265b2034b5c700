import type { Changes } from '../changes.js';
import type { LabClock } from '../clock.js';
import type { Json } from '../json.js';
import { keepLatest } from '../keep-latest.js';
import type { InstalledApp } from '../model/app.js';
import { envelopeId } from '../model/ids.js';
import type { Delivery, Envelope, EnvelopeType, SentEnvelope } from './envelope.js';
import { type HttpDelivery, post, sendSigned } from './signed-http.js';
import type { SocketMode } from './socket-mode.js';

/** When Slack sends an event again that was not acknowledged: at once, after 1 and 5 minutes. */
const RETRY_AFTER_MS = [0, 60_000, 300_000];

/** Sends things to apps, over Socket Mode or to their request URLs, and remembers them. */
export class Deliveries {
  readonly #clock: LabClock;
  readonly #sockets: SocketMode;
  readonly #changes: Changes;
  readonly #sent: SentEnvelope[] = [];
  /** While true, nothing gets through to any app. */
  outage = false;

  constructor(clock: LabClock, sockets: SocketMode, changes: Changes) {
    this.#clock = clock;
    this.#changes = changes;
    this.#sockets = sockets;
  }

  /** The latest ten thousand envelopes, redeliveries too, oldest first. */
  sent(): readonly SentEnvelope[] {
    return this.#sent;
  }

  async send(app: InstalledApp, type: EnvelopeType, payload: Json): Promise<Delivery> {
    return this.#transmit(app, {
      id: envelopeId(),
      type,
      appId: app.id,
      payload,
      attempt: 0,
      retryReason: null,
    });
  }

  /** Sends an event, and again if the app does not acknowledge it; resolves with the last try. */
  async sendEvent(app: InstalledApp, payload: Json): Promise<Delivery> {
    let retryReason: string | null = null;
    for (let attempt = 0; ; attempt += 1) {
      const delivery: HttpDelivery = await this.#transmit(app, {
        id: envelopeId(),
        type: 'events_api',
        appId: app.id,
        payload,
        attempt,
        retryReason,
      });
      const waitMs = RETRY_AFTER_MS[attempt];
      if (delivery.ok || delivery.noRetry === true || waitMs === undefined) return delivery;
      retryReason = retryReasonOf(app, delivery);
      if (waitMs > 0) await new Promise<void>((resolve) => this.#clock.after(waitMs, resolve));
    }
  }

  /** Sends an envelope a second time, as Slack does when it has missed an acknowledgement. */
  async redeliver(app: InstalledApp, sent: SentEnvelope): Promise<Delivery> {
    const attempt = sent.envelope.attempt + 1;
    const retryReason = app.requestUrls === null ? 'timeout' : 'http_timeout';
    return this.#transmit(app, { ...sent.envelope, attempt, retryReason });
  }

  /** Slack's question whether a request URL is the app's: true if the challenge came back. */
  async verifyEventsUrl(app: InstalledApp): Promise<boolean> {
    if (app.requestUrls === null) return false;
    const challenge = envelopeId();
    const delivery = await post(this.#clock, app, {
      url: app.requestUrls.events,
      contentType: 'application/json',
      body: JSON.stringify({ token: 'verification', challenge, type: 'url_verification' }),
      headers: {},
    });
    if (!delivery.ok) return false;
    const { payload } = delivery;
    if (typeof payload === 'string') return payload === challenge;
    return (payload as { challenge?: unknown } | undefined)?.challenge === challenge;
  }

  async #transmit(app: InstalledApp, envelope: Envelope): Promise<HttpDelivery> {
    const entry: SentEnvelope = { envelope, atMs: Date.now(), delivery: null };
    keepLatest(this.#sent, entry);
    const sending = this.#by(app, envelope);
    this.#changes.publish({ kind: 'envelope' });
    const delivery = await sending;
    entry.delivery = delivery;
    this.#changes.publish({ kind: 'envelope' });
    return delivery;
  }

  #by(app: InstalledApp, envelope: Envelope): Promise<HttpDelivery> {
    if (this.outage) return Promise.resolve({ ok: false, reason: 'outage', status: null, ms: 0 });
    return app.requestUrls === null
      ? this.#sockets.send(envelope)
      : sendSigned(this.#clock, app, app.requestUrls, envelope);
  }
}

/** Why an event comes again, in the words that Slack has for each way of sending. */
function retryReasonOf(app: InstalledApp, delivery: Extract<Delivery, { ok: false }>): string {
  if (app.requestUrls === null) return 'timeout';
  if (delivery.reason === 'timeout') return 'http_timeout';
  return delivery.reason === 'refused' ? 'http_error' : 'connection_failed';
}
