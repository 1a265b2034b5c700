import { describe, expect, it } from 'vitest';
import { hbaTokens, hiddenInHba, holdsSecrets, quotedToken, roleToken } from './hba-text.js';

describe('hbaTokens', () => {
  it.each<[string, readonly string[]]>([
    ['host all all 127.0.0.1/32 trust', ['host', 'all', 'all', '127.0.0.1/32', 'trust']],
    ['local\ta,b "c d"\r\n', ['local', 'a', 'b', 'c d*']],
    ['host "a""b" x#y', ['host', 'a"b*', 'x']],
    ['# "all" all\nlocal "x#y" z', ['local', 'x#y*', 'z']],
    ['host a"l l" "b"c', ['host', 'al l', 'bc*']],
    ['host all \\\n  "all"', ['host', 'all', 'all*']],
    ['', []],
  ])('%j', (text, expected) => {
    expect(hbaTokens(text).map(({ text: each, quoted }) => `${each}${quoted ? '*' : ''}`)).toEqual(
      expected,
    );
  });
});

describe('hiddenInHba', () => {
  it.each<[string, string | null]>([
    ['host all all all scram-sha-256\nlocal replication "odd name" peer map=m', null],
    ['# host "all" @file clientname=DN', null],
    ['local "replication" all trust', '"replication" in quotes'],
    ['local x "+staff" trust', '"+staff" in quotes'],
    ['local x +"staff" trust', null],
    ['local @databases all trust', 'a list in another file (@databases)'],
    ['local "@x" all trust', null],
    ['hostssl x all all cert clientname=DN', 'the option clientname'],
    ['host x all all ldap ldapserver=h ldapscheme=ldaps', 'the option ldapscheme'],
  ])('of %j: %s', (text, expected) => {
    expect(hiddenInHba(text)).toBe(expected);
  });
});

it('finds passwords', () => {
  expect(holdsSecrets('host x all all ldap ldapserver=h ldapbindpasswd="a b"')).toBe(true);
  expect(holdsSecrets('# radiussecrets=x\nlocal all all peer')).toBe(false);
});

it('writes names so that they are read as they are', () => {
  expect(quotedToken('a "b", c')).toBe('"a ""b"", c"');
  expect(['all', '+two words', '/^x', 'plain'].map(roleToken)).toEqual([
    'all',
    '+"two words"',
    '"/^x"',
    '"plain"',
  ]);
});
