import { describe, expect, it } from 'vitest';
import { fillIn } from './placeholders.js';

const values = { node: 'pg1', host: '10.0.0.1', port: '5432', slot: '' };

describe('placeholders', () => {
  it('are replaced within their argument', () => {
    expect(
      fillIn(['ssh', '{host}', 'x', '--port={port}', '{node}:{port}', '-s{slot}'], values),
    ).toEqual({
      kind: 'filled',
      argv: ['ssh', '10.0.0.1', 'x', '--port=5432', 'pg1:5432', '-s'],
    });
  });

  it('leave other text between braces as it is', () => {
    const argv = ['awk', '{print $1}', '{Node}', '{}', '{ node }'];
    expect(fillIn(argv, values)).toEqual({ kind: 'filled', argv });
  });

  it('are not filled in twice', () => {
    expect(fillIn(['{upstream}'], { ...values, upstream: 'a' })).toMatchObject({ argv: ['a'] });
    expect(fillIn(['{upstream}'], { ...values, upstream: '{node}' })).toMatchObject({
      kind: 'refused',
    });
  });

  it('without a value are refused', () => {
    expect(fillIn(['stop', '{upstream}'], values)).toEqual({
      kind: 'refused',
      detail: '{upstream} has no value for this command',
    });
  });

  it.each(['-oProxyCommand=x', '--help'])('refuse a value that would be an option: %s', (host) => {
    expect(fillIn(['ssh', '{host}'], { ...values, host })).toMatchObject({ kind: 'refused' });
    expect(fillIn(['ssh', 'x{host}'], { ...values, host })).toMatchObject({ kind: 'refused' });
  });

  it.each([
    'a b',
    'a;b',
    '$(a)',
    '`a`',
    'a\nb',
    'a\0b',
    "a'b",
    'a"b',
    'a|b',
    'a&b',
    '~',
    '*',
    'ü',
    'a\\b',
    '<',
    '(',
    '!',
    '#',
  ])('refuse a value that a remote shell would act on: %j', (host) => {
    expect(fillIn(['ssh', '{host}'], { ...values, host })).toMatchObject({ kind: 'refused' });
  });

  it.each(['db-1.example', '::1', 'fe80::1%eth0', '/var/run/postgresql', 'a_b'])(
    'take addresses of every kind: %s',
    (host) => {
      expect(fillIn(['{host}'], { ...values, host })).toEqual({ kind: 'filled', argv: [host] });
    },
  );
});
