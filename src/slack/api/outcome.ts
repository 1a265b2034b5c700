import { webApi } from '@slack/bolt';
import { withoutTokens } from '../log.js';

/** What became of one call of Slack's Web API. */
export type Outcome<T> =
  | { readonly kind: 'ok'; readonly data: T }
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number }
  /** Slack took the call and said no: `error` is its own word, for example `channel_not_found`. */
  | { readonly kind: 'refused'; readonly error: string; readonly detail: string }
  /** The request never left: it certainly had no effect. */
  | { readonly kind: 'not-sent'; readonly detail: string }
  /** No answer, or one that says nothing: it may have had its effect, or not. */
  | { readonly kind: 'uncertain'; readonly detail: string };

export type Failure = Exclude<Outcome<never>, { readonly kind: 'ok' }>;

/** How long to wait after a 429 that does not say how long, ms. */
const unsaidRetryMs = 30_000;

/** Errors of Slack's after which part of the call may have happened all the same. */
const halfway = new Set([
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'request_timeout',
]);

/** System errors that come before a single byte was sent. */
const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Runs a call and says what became of it; only bugs throw. */
export async function attempt<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'ok', data: await call() };
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): Failure {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return { kind: 'rate-limited', retryAfterMs: error.retryAfter * 1_000 };
  }
  if (error instanceof webApi.WebAPIPlatformError) return refusal(error);
  if (error instanceof webApi.WebAPIHTTPError) {
    // Slack says no in JSON, with 200: any other status comes from something on the way, or from a
    // Slack that is not well. Whoever it is, it speaks of no channel and of no token.
    return { kind: 'uncertain', detail: `HTTP ${error.statusCode}` };
  }
  if (error instanceof webApi.WebAPIRequestError) return transport(error.original);
  if (error instanceof Error && error.message.startsWith('Retry header')) {
    return { kind: 'rate-limited', retryAfterMs: unsaidRetryMs };
  }
  throw error;
}

function refusal(error: webApi.WebAPIPlatformError): Failure {
  const { data } = error;
  if (data.error === 'ratelimited' || data.error === 'rate_limited') {
    const seconds = data.response_metadata?.retryAfter;
    return {
      kind: 'rate-limited',
      retryAfterMs: seconds === undefined ? unsaidRetryMs : seconds * 1_000,
    };
  }
  // A page in place of JSON comes from something between here and Slack.
  if (!/^[a-z0-9_:-]{1,80}$/.test(data.error)) {
    return { kind: 'uncertain', detail: 'the answer was not Slack’s' };
  }
  if (halfway.has(data.error)) return { kind: 'uncertain', detail: data.error };
  const messages = data.response_metadata?.messages ?? [];
  return {
    kind: 'refused',
    error: data.error,
    detail: withoutTokens([data.error, ...messages].join('; ')).slice(0, 500),
  };
}

function transport(original: Error): Failure {
  const cause = original.cause;
  const code = codeOf(cause) ?? codeOf(original);
  const words = cause instanceof Error ? `${original.message}: ${cause.message}` : original.message;
  const detail = withoutTokens(words === '' ? original.name : words).slice(0, 300);
  return code !== undefined && beforeSending.has(code)
    ? { kind: 'not-sent', detail }
    : { kind: 'uncertain', detail };
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // A name with several addresses fails with one error for each of them.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return undefined;
}

/** A failure in a few words, for a log or a person. */
export function failureInWords(outcome: Failure): string {
  switch (outcome.kind) {
    case 'rate-limited':
      return `rate limited for ${Math.ceil(outcome.retryAfterMs / 1_000)} s`;
    case 'refused':
    case 'not-sent':
    case 'uncertain':
      return outcome.detail;
  }
}

/** Errors that say that a token is of no use: no repetition helps, only a person does. */
const fatal = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_expired',
  'token_revoked',
  'user_removed_from_team',
  'team_disabled',
  'not_allowed_token_type',
  'missing_scope',
  'no_permission',
  'org_login_required',
]);

/** True if Slack will say the same until somebody changes the token or the app. */
export function isFatal(outcome: Outcome<unknown>): boolean {
  return outcome.kind === 'refused' && fatal.has(outcome.error);
}
