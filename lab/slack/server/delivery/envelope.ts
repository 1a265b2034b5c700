import type { Json } from '../json.js';

export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';

/** Something that Slack sends to an app, by whichever way the app has chosen. */
export interface Envelope {
  readonly id: string;
  readonly type: EnvelopeType;
  readonly appId: string;
  readonly payload: Json;
  /** How often it was sent before: 0 the first time. */
  readonly attempt: number;
  readonly retryReason: string | null;
}

/** What came of sending it. `ms` is from its sending to the answer. */
export type Delivery =
  | { readonly ok: true; readonly payload: unknown; readonly ms: number }
  | {
      readonly ok: false;
      readonly reason: 'timeout' | 'not-connected' | 'refused' | 'outage';
      /** The HTTP status of an app that refused. */
      readonly status: number | null;
      readonly ms: number;
    };

/** An envelope that was sent, and what came of it as far as that is known. */
export interface SentEnvelope {
  readonly envelope: Envelope;
  readonly atMs: number;
  delivery: Delivery | null;
}

/** How long Slack waits for an acknowledgement. */
export const ACK_MS = 3_000;

/** Whether what the app acknowledges with is acted on: Slack ignores it for events. */
export function acceptsResponse({ type }: Envelope): boolean {
  return type !== 'events_api';
}
