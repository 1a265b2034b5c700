import { describe, expect, it } from 'vitest';

import { aDeclaration } from '../testing/topologies.js';
import { nodeAtAddress, normalizeHost } from './addresses.js';

describe('normalizeHost', () => {
  it.each([
    ['DB1.Example.', 'db1.example'],
    ['10.0.0.1/32', '10.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['[fe80::1]', 'fe80::1'],
    ['::ffff:abcd', '::ffff:abcd'],
    ['127.0.0.1', 'localhost'],
    ['127.8.9.10', 'localhost'],
    ['::1', 'localhost'],
    ['[::1]', 'localhost'],
    ['/var/run/postgresql', 'localhost'],
    ['', 'localhost'],
  ])('spells %j as %j', (host, spelled) => {
    expect(normalizeHost(host)).toBe(spelled);
  });
});

describe('nodeAtAddress', () => {
  const s1 = aDeclaration('s1', { host: 'db2' });
  const pg1 = aDeclaration('pg1', { host: 'db1' });
  const find = (...args: Parameters<typeof nodeAtAddress>): string | null =>
    nodeAtAddress(...args)?.name ?? null;

  it('finds a node by host and port', () => {
    expect(find(s1, 'DB1', 5432, [pg1, s1])).toBe('pg1');
    expect(find(s1, 'db1', 5433, [pg1, s1])).toBeNull();
    expect(find(s1, 'db9', 5432, [pg1, s1])).toBeNull();
  });

  it('finds it without a port if that leaves no doubt', () => {
    const second = aDeclaration('pg2', { host: 'db1', port: 5433 });
    expect(find(s1, 'db1', null, [pg1, s1])).toBe('pg1');
    expect(find(s1, 'db1', null, [pg1, second, s1])).toBeNull();
  });

  it('takes a standby’s loopback for the machine that pgrepl knows under another name', () => {
    const neighbour = aDeclaration('n', { host: 'db2', port: 5433 });
    expect(find(s1, '127.0.0.1', 5433, [pg1, s1, neighbour])).toBe('n');
    expect(find(s1, '/run/postgresql', 5433, [pg1, s1, neighbour])).toBe('n');
    expect(find(pg1, '127.0.0.1', 5433, [pg1, s1, neighbour])).toBeNull();
  });

  it('takes all names of the loopback for one', () => {
    const local = aDeclaration('p', { host: '127.0.0.1', port: 6001 });
    const standby = aDeclaration('s', { host: 'localhost', port: 6002 });
    expect(find(standby, '::1', 6001, [local, standby])).toBe('p');
  });

  it('never finds the standby itself', () => {
    expect(find(s1, 'db2', 5432, [pg1, s1])).toBeNull();
  });
});
