import { webApi } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { attempt, isFatal } from './outcome.js';

const fail = (error: Error) => attempt(() => Promise.reject(error));
const platform = (error: string, response_metadata = {}) =>
  fail(new webApi.WebAPIPlatformError({ ok: false, error, response_metadata }));
const request = (code: string | undefined, message = 'fetch failed') =>
  fail(
    new webApi.WebAPIRequestError(
      new TypeError(message, { cause: Object.assign(new Error('inner'), code && { code }) }),
    ),
  );

describe('attempt', () => {
  it('tells what certainly had no effect from what may have had one', async () => {
    expect(await attempt(() => Promise.resolve(1))).toEqual({ kind: 'ok', data: 1 });
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT']) {
      expect(await request(code)).toMatchObject({ kind: 'not-sent' });
    }
    for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', undefined]) {
      expect(await request(code)).toMatchObject({ kind: 'uncertain' });
    }
    // A proxy's page, or another server where Slack should be: neither speaks for Slack.
    for (const status of [403, 404, 407, 503]) {
      expect(await fail(new webApi.WebAPIHTTPError(status, 'No', {}))).toEqual({
        kind: 'uncertain',
        detail: `HTTP ${status}`,
      });
    }
    for (const error of ['fatal_error', 'internal_error', '<html>Bad gateway</html>']) {
      expect(await platform(error)).toMatchObject({ kind: 'uncertain' });
    }
  });

  it('passes Slack’s own word on, and its details', async () => {
    expect(await platform('invalid_blocks', { messages: ['[ERROR] too long'] })).toEqual({
      kind: 'refused',
      error: 'invalid_blocks',
      detail: 'invalid_blocks; [ERROR] too long',
    });
    expect(isFatal(await platform('invalid_auth'))).toBe(true);
    expect(isFatal(await platform('not_in_channel'))).toBe(false);
  });

  it('keeps to Retry-After, and to 30 s where it is missing', async () => {
    expect(await fail(new webApi.WebAPIRateLimitedError(7))).toEqual({
      kind: 'rate-limited',
      retryAfterMs: 7_000,
    });
    expect(await platform('ratelimited', { retryAfter: 3 })).toMatchObject({ retryAfterMs: 3_000 });
    expect(await fail(new Error('Retry header did not contain a valid timeout'))).toEqual({
      kind: 'rate-limited',
      retryAfterMs: 30_000,
    });
  });

  it('does not hide bugs, nor lets a token through', async () => {
    await expect(fail(new RangeError('a bug'))).rejects.toThrow('a bug');
    const outcome = await request('ECONNRESET', 'sent xoxb-1-secret there');
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });
});
