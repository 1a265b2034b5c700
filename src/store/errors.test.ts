import { describe, expect, it } from 'vitest';
import { connectError, isUnavailable, StoreError, statementError } from './errors.js';

const thrown = (code: string | undefined, message = 'said'): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('statementError', () => {
  it.each([
    ['ECONNRESET', 'unavailable'],
    [undefined, 'unavailable'],
    ['57P01', 'unavailable'],
    ['57014', 'unavailable'],
    ['55P03', 'unavailable'],
    ['53100', 'unavailable'],
    ['40P01', 'unavailable'],
    ['25006', 'unavailable'],
    ['42501', 'unavailable'],
    ['22P02', 'refused'],
    ['23505', 'refused'],
    ['42601', 'refused'],
    ['42P01', 'schema'],
    ['42703', 'schema'],
  ] as const)('takes %s for %s', (code, expected) => {
    const error = statementError(thrown(code), 'record 2 changes');
    expect(error).toMatchObject({ name: 'StoreError', code: expected });
    expect(error.message).toMatch(/record 2 changes: said$/);
    expect(isUnavailable(error)).toBe(expected !== 'refused');
  });

  it('leaves a StoreError as it is', () => {
    const error = new StoreError('conflict', 'taken');
    expect(statementError(error, 'x')).toBe(error);
    expect(connectError(error, 'x')).toBe(error);
  });
});

describe('connectError', () => {
  it.each([
    ['28P01', 'refused'],
    ['28000', 'refused'],
    ['3D000', 'refused'],
    ['42501', 'refused'],
    ['53300', 'unavailable'],
    ['57P03', 'unavailable'],
    ['ECONNREFUSED', 'unavailable'],
    ['ENOTFOUND', 'unavailable'],
  ] as const)('takes %s for %s', (code, expected) => {
    expect(connectError(thrown(code), 'db9:5432/store')).toMatchObject({
      code: expected,
      message: expect.stringMatching(/db9:5432\/store.*: said$/) as string,
    });
  });

  it('finds the words of an error that has none of its own', () => {
    const error = new AggregateError([new Error('connect ECONNREFUSED ::1:5432')]);
    expect(connectError(error, 'x').message).toContain('connect ECONNREFUSED ::1:5432');
  });
});

describe('isUnavailable', () => {
  it('does not speak for errors of others', () => {
    expect(isUnavailable(new TypeError('a bug'))).toBe(false);
    expect(isUnavailable(null)).toBe(false);
  });
});
