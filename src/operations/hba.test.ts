import { describe, expect, it } from 'vitest';

import type { HbaRule } from './facts.js';
import { hbaVerdict } from './hba.js';
import type { ReplicationConnection } from './hba.js';
import { isInNetwork, isLoopback, parseIpAddress } from './ip-address.js';
import { anHbaRule } from './testing/plan-inputs.js';

const repl: ReplicationConnection = { user: 'repl', address: '10.0.0.2', encryption: 'plain' };

function verdict(
  rules: readonly Partial<HbaRule>[],
  connection: Partial<ReplicationConnection> = {},
): string {
  const numbered = rules.map((rule, index) => anHbaRule({ line: index + 1, ...rule }));
  const { kind, line } = hbaVerdict(numbered, { ...repl, ...connection });
  return `${kind} ${line ?? '-'}`;
}

const net = { address: '10.0.0.0', netmask: '255.0.0.0' };
const elsewhere = { address: '192.168.0.0', netmask: '255.255.0.0' };

describe('hbaVerdict', () => {
  it.each<[string, readonly Partial<HbaRule>[], Partial<ReplicationConnection>, string]>([
    ['no rule', [], {}, 'no -'],
    ['a rule for all databases', [{ databases: ['all'] }], {}, 'no -'],
    ['a rule for replication', [{}], {}, 'yes 1'],
    ['a rule for all and replication', [{ databases: ['all', 'replication'] }], {}, 'yes 1'],
    ['a local rule', [{ type: 'local', address: null }], {}, 'no -'],
    ['a rule for another user', [{ users: ['other'] }], {}, 'no -'],
    ['a rule for its user', [{ users: ['other', 'repl'] }], {}, 'yes 1'],
    ['a rule for members of a role', [{ users: ['+replicators'] }], {}, 'unknown 1'],
    ['a rule for a pattern', [{ users: ['/^re'] }], {}, 'unknown 1'],
    [
      'a rule for somebody, and nobody knows who it is',
      [{ users: ['repl'] }],
      { user: null },
      'unknown 1',
    ],
    ['a rule for its network', [net], {}, 'yes 1'],
    ['a rule for another network', [elsewhere], {}, 'no -'],
    [
      'a rule for a network, and nobody knows where it comes from',
      [net],
      { address: null },
      'unknown 1',
    ],
    ['a rule for the server’s own network', [{ address: 'samenet' }], {}, 'unknown 1'],
    ['a rule for the server itself', [{ address: 'samehost' }], {}, 'unknown 1'],
    ['a rule for a host name', [{ address: '.example.com' }], {}, 'unknown 1'],
    ['a rule that rejects it before one that does not', [{ method: 'reject' }, {}], {}, 'no 1'],
    ['a rule that rejects another before', [{ ...elsewhere, method: 'reject' }, {}], {}, 'yes 2'],
    ['a doubtful rule before one that says the same', [{ address: 'samenet' }, {}], {}, 'yes 2'],
    [
      'a doubtful rule before one that rejects',
      [{ address: 'samenet' }, { method: 'reject' }],
      {},
      'unknown 1',
    ],
    [
      'a doubtful rejection before one that lets it in',
      [{ address: 'samenet', method: 'reject' }, {}],
      {},
      'unknown 1',
    ],
    [
      'a doubtful rejection and nothing else',
      [{ address: 'samenet', method: 'reject' }],
      {},
      'no -',
    ],
    ['a rule for encrypted connections, and it is not', [{ type: 'hostssl' }], {}, 'no -'],
    [
      'a rule for encrypted connections, and it is',
      [{ type: 'hostssl' }],
      { encryption: 'ssl' },
      'yes 1',
    ],
    [
      'a rule against encrypted connections, and it is',
      [{ type: 'hostnossl' }],
      { encryption: 'ssl' },
      'no -',
    ],
    [
      'a rule for encrypted connections, and it may be',
      [{ type: 'hostssl' }],
      { encryption: 'either' },
      'unknown 1',
    ],
    [
      'a rule against encrypted connections, and it may be none',
      [{ type: 'hostnossl' }],
      { encryption: 'either' },
      'yes 1',
    ],
    ['any rule, and it may be encrypted', [{}], { encryption: 'either' }, 'yes 1'],
    ['a rule for GSS encryption', [{ type: 'hostgssenc' }], {}, 'unknown 1'],
    ['a rule against GSS encryption', [{ type: 'hostnogssenc' }], {}, 'yes 1'],
  ])('%s', (_, rules, connection, expected) => {
    expect(verdict(rules, connection)).toBe(expected);
  });

  it('says nothing of rules that are not visible', () => {
    expect(hbaVerdict(null, repl)).toEqual({ kind: 'unknown', line: null });
  });
});

describe('IP addresses', () => {
  it.each([
    ['10.0.0.2', '32:a000002'],
    ['10.0.0.2/32', '32:a000002'],
    ['::1', '128:1'],
    ['::', '128:0'],
    ['fe80::1%eth0', '128:fe800000000000000000000000000001'],
    ['1:2:3:4:5:6:7:8', '128:10002000300040005000600070008'],
    ['1::8', '128:10000000000000000000000000008'],
    ['::ffff:10.0.0.2', '128:ffff0a000002'],
    ['10.0.0', null],
    ['10.0.0.256', null],
    ['1:2:3', null],
    ['1::2::3', null],
    ['1:2:3:4:5:6:7::8', null],
    ['12345::', null],
    ['db1', null],
    ['', null],
  ])('%j is %j', (text, expected) => {
    const address = parseIpAddress(text);
    expect(address === null ? null : `${address.bits}:${address.value.toString(16)}`).toBe(
      expected,
    );
  });

  it('never lie in a network of the other kind', () => {
    const [v4, v6] = [parseIpAddress('10.0.0.2'), parseIpAddress('::')];
    if (v4 === null || v6 === null) throw new Error('not read');
    expect(isInNetwork(v4, v6, v6)).toBe(false);
    expect(isInNetwork(v6, v6, v6)).toBe(true);
  });

  it.each([
    ['127.3.2.1', true],
    ['::1', true],
    ['128.0.0.1', false],
    ['::2', false],
  ])('%s is a loopback: %s', (text, expected) => {
    const address = parseIpAddress(text);
    expect(address !== null && isLoopback(address)).toBe(expected);
  });
});
