import type { LabClock } from './clock.js';

interface Allowance {
  /** How many may come at once. */
  readonly burst: number;
  readonly perMinute: number;
}

/** About one message a second and channel, in short bursts: Slack's special tier. */
const POSTING: Allowance = { burst: 5, perMinute: 60 };
const tier = (perMinute: number): Allowance => ({ burst: perMinute, perMinute });

/** The tiers that Slack's pages give for the methods; the others are not limited here. */
const ALLOWANCES: Readonly<Record<string, Allowance>> = {
  'apps.connections.open': tier(1 * 60),
  'chat.delete': tier(50),
  'chat.getPermalink': tier(600),
  'chat.postEphemeral': tier(100),
  'chat.postMessage': POSTING,
  'chat.update': tier(50),
  'conversations.history': tier(50),
  'conversations.info': tier(50),
  'conversations.join': tier(50),
  'conversations.list': tier(20),
  'conversations.members': tier(100),
  'conversations.open': tier(50),
  'conversations.replies': tier(50),
  'files.completeUploadExternal': tier(100),
  'files.getUploadURLExternal': tier(100),
  'reactions.add': tier(50),
  'team.info': tier(50),
  'usergroups.list': tier(20),
  'usergroups.users.list': tier(20),
  'users.info': tier(100),
  'users.list': tier(20),
  'views.open': tier(100),
  'views.publish': tier(100),
  'views.push': tier(100),
  'views.update': tier(100),
};

interface Bucket {
  tokens: number;
  filledMs: number;
}

export class RateLimits {
  readonly #clock: LabClock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: LabClock) {
    this.#clock = clock;
  }

  /** Takes one call; if there were too many, how many seconds to wait, as `Retry-After` has it. */
  take(appId: string, method: string, args: Readonly<Record<string, unknown>>): number | null {
    const allowance = ALLOWANCES[method];
    if (allowance === undefined) return null;
    const place = method === 'chat.postMessage' ? String(args['channel']) : '';
    const key = `${appId} ${method} ${place}`;
    const perMs = allowance.perMinute / 60_000;
    const nowMs = this.#clock.now();
    const bucket = this.#buckets.get(key) ?? { tokens: allowance.burst, filledMs: nowMs };
    bucket.tokens = Math.min(allowance.burst, bucket.tokens + (nowMs - bucket.filledMs) * perMs);
    bucket.filledMs = nowMs;
    this.#buckets.set(key, bucket);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return null;
    }
    return Math.max(1, Math.ceil((1 - bucket.tokens) / perMs / 1000));
  }
}
