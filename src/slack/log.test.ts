import { describe, expect, it } from 'vitest';
import { boltLogger, withoutTokens } from './log.js';

describe('boltLogger', () => {
  it('passes words on without tokens, and leaves requests out', () => {
    const lines: string[] = [];
    const keep = (fields: object, message: string): void => {
      lines.push(`${JSON.stringify(fields)} ${message}`);
    };
    const logger = boltLogger({ debug: keep, info: keep, warn: keep, error: keep });
    logger.setName('web-api');
    logger.debug('http request body: {"token":"xoxb-1-2-abc"}');
    logger.warn('failed', new Error('with xapp-1-A-b'), { token: 'xoxp-7' }, undefined);
    expect(lines).toEqual(['{"from":"web-api"} failed with [token] {"token":"[token]"} ']);
  });
});

describe('withoutTokens', () => {
  it.each(['xoxb-1-a', 'xoxp-1', 'xoxe.xoxp-1-b', 'xapp-1-A0-x', 'XOXB-1'])('hides %s', (token) => {
    expect(withoutTokens(`a ${token} b`)).not.toMatch(/-1/);
  });
});
