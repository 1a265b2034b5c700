import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { allocatePort } from '../../../lab/postgres/ports.js';
import { systemClock } from '../../../src/clock.js';
import type { CheckItem } from '../../../src/postgres/check-items.js';
import { checkNode, type NodeCheck } from '../../../src/postgres/check-node.js';
import { connectionTo, type ConnectionOverrides } from './support.js';

let cluster: LabCluster<'p' | 's1' | 'cold'>;

beforeAll(async () => {
  cluster = await startCluster({
    nodes: { p: {}, s1: { from: 'p' }, cold: { from: 'p', hotStandby: false } },
  });
});

afterAll(async () => {
  await cluster.stop();
});

function check(port: number, overrides: ConnectionOverrides = {}): Promise<NodeCheck> {
  return checkNode({
    connection: connectionTo(port, overrides),
    applicationName: 'pgrepl',
    timeoutMs: 10_000,
    clock: systemClock,
  });
}

const checkPrimary = (user: string): Promise<NodeCheck> =>
  check(cluster.node('p').serverPort, { user });

const item = (result: NodeCheck, subject: CheckItem['subject']): CheckItem | undefined =>
  result.items.find((one) => one.subject === subject);

describe('checkNode', () => {
  it('passes for a role with pg_monitor, on the primary and on a standby', async () => {
    for (const name of ['p', 's1'] as const) {
      const result = await check(cluster.node(name).serverPort);
      expect(result.items.map(({ subject, level }) => [subject, level])).toEqual([
        ['version', 'pass'],
        ['encryption', 'pass'],
        ['role', 'pass'],
        ['privileges', 'pass'],
      ]);
      expect(result.state?.fullyVisible).toBe(true);
      expect(result.connectMs).toBeGreaterThanOrEqual(0);
      expect(result.observeMs).toBeGreaterThanOrEqual(0);
    }
    const result = await checkPrimary('pgrepl_monitor');
    expect(item(result, 'version')?.message).toBe('PostgreSQL 18.4.');
    expect(item(result, 'encryption')?.message).toBe('The connection is not encrypted.');
  });

  it('gives a role that sees too little the grant that helps', async () => {
    await cluster.sql('CREATE ROLE "Needs-Quotes" LOGIN');
    const before = item(await checkPrimary('Needs-Quotes'), 'privileges');
    expect(before).toMatchObject({ level: 'warn' });
    expect(before?.remedy).toBe('On the primary: GRANT pg_monitor TO "Needs-Quotes";');
    await cluster.sql(before?.remedy?.replace('On the primary: ', '') ?? '');
    expect(item(await checkPrimary('Needs-Quotes'), 'privileges')?.level).toBe('pass');
  });

  it('tells a member that does not inherit from one that is none', async () => {
    await cluster.sql('CREATE ROLE aloof LOGIN');
    await cluster.sql('GRANT pg_monitor TO aloof WITH INHERIT FALSE');
    const before = item(await checkPrimary('aloof'), 'privileges');
    expect(before).toMatchObject({ level: 'warn' });
    await cluster.sql(before?.remedy ?? '');
    expect(item(await checkPrimary('aloof'), 'privileges')?.level).toBe('pass');
  });

  it('warns of a superuser, and of a role with too few connections', async () => {
    const superuser = item(await checkPrimary('postgres'), 'role');
    expect(superuser).toMatchObject({ level: 'warn' });
    expect(superuser?.remedy).toContain('GRANT pg_monitor TO pgrepl;');
    await cluster.sql('CREATE ROLE narrow LOGIN CONNECTION LIMIT 1');
    const narrow = item(await checkPrimary('narrow'), 'role');
    expect(narrow).toMatchObject({ level: 'warn' });
    await cluster.sql(narrow?.remedy ?? '');
    expect(item(await checkPrimary('narrow'), 'role')?.level).toBe('pass');
  });

  it('names the functions that were revoked, and the grants that give them back', async () => {
    const revoke = 'REVOKE EXECUTE ON FUNCTION pg_control_checkpoint() FROM PUBLIC';
    await cluster.sql(revoke);
    const result = await checkPrimary('pgrepl_monitor');
    const failed = result.items.filter((one) => one.level === 'fail');
    expect(failed[0]?.message).toContain('pg_control_checkpoint()');
    expect(result.state).toBeNull();
    await cluster.sql(failed[0]?.remedy?.replace(/^[^:]*: /, '') ?? '');
    expect((await checkPrimary('pgrepl_monitor')).state).not.toBeNull();
    await cluster.sql('GRANT EXECUTE ON FUNCTION pg_control_checkpoint() TO PUBLIC');
  });

  it('warns when the server-wide synchronous_commit is hidden', async () => {
    await cluster.sql('ALTER ROLE pgrepl_plain SET synchronous_commit = off');
    const hidden = item(await checkPrimary('pgrepl_plain'), 'settings');
    expect(hidden).toMatchObject({ level: 'warn' });
    await cluster.sql('ALTER ROLE pgrepl_plain RESET synchronous_commit');
    expect(item(await checkPrimary('pgrepl_plain'), 'settings')).toBeUndefined();
  });

  it('says what to do about a server that cannot be asked', async () => {
    const refused = await check(await allocatePort(), { password: 'hush-hush' });
    expect(refused.items).toHaveLength(1);
    expect(refused.items[0]).toMatchObject({ subject: 'connection', level: 'fail' });
    expect(refused.items[0]?.message).toMatch(/^refused: /);
    expect(refused.items[0]?.remedy).toContain('listen_addresses');
    expect(JSON.stringify(refused)).not.toContain('hush-hush');
    const missing = await check(cluster.node('p').serverPort, { database: 'Nowhere' });
    expect(missing.items[0]).toMatchObject({ subject: 'privileges', level: 'fail' });
    expect(missing.items[0]?.remedy).toContain('GRANT CONNECT ON DATABASE "Nowhere"');
  });

  it('does not call a cold standby broken', async () => {
    const cold = await check(cluster.node('cold').serverPort);
    expect(cold.items).toEqual([
      expect.objectContaining({ subject: 'connection', level: 'warn' }) as CheckItem,
    ]);
  });
});
